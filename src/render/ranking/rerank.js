"use strict";
// Ranks again as the reader moves the sliders, by the formulas of src/advice in the same order of operations.
(() => {
  const byId = (id) => document.getElementById(id);
  const numbers = JSON.parse(byId("numbers").textContent);
  const page = JSON.parse(byId("page").textContent);
  const asked = { shares: numbers.shares };

  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const shareOn = (mix, platforms) => sum(platforms.map((platform) => mix.shares[platform]));
  const runsOn = (mix, runs) => sum(runs.map((share, platform) => mix.shares[platform] * share));

  function platformFit(mix, place) {
    if (place === "anywhere") return numbers.neutral_fit;
    if (place.runs) return runsOn(mix, place.runs);
    return shareOn(mix, place.platforms);
  }

  function presence(mix, place) {
    if (place === "anywhere") return 1;
    const share = place.runs ? runsOn(mix, place.runs) : shareOn(mix, place.platforms);
    return Math.min(share / numbers.full_presence, 1);
  }

  function afterRules(points, fit) {
    const lowest = Math.max(fit - numbers.most_by, 0);
    const highest = Math.min(fit + numbers.most_by, 1);
    const add = (now, by) => Math.min(Math.max(now + by / 100, lowest), highest);
    return points.reduce(add, fit);
  }

  function judge(mix, weights, entry) {
    const present = presence(mix, entry.place);
    const relevance = entry.about * present * entry.novelty * entry.standing;
    const lasting = relevance / entry.standing;
    const suffices =
      lasting >= numbers.relevant ||
      (entry.is_graded && lasting > 0 && present >= 1 && entry.novelty >= 1);
    const fits = [afterRules(entry.points, platformFit(mix, entry.place)), ...entry.fits];
    const score = relevance * sum(fits.map((fit, axis) => weights[axis] * fit));
    const exact = fits.map((fit, axis) => relevance * weights[axis] * fit * 1000);
    return {
      entry,
      relevance,
      suffices,
      isAbout: suffices && present > 0,
      fits,
      score,
      thousandths: Math.round(sum(exact)),
    };
  }

  // Whether a step is about the work, and enough so to stand for what comes after it.
  function standsFor(step, judged) {
    const least = Math.max(numbers.relevant, numbers.step_share * judged.relevance);
    return step.isAbout && step.relevance >= least;
  }

  function isCandidate(judged, all) {
    const open = judged.entry.open;
    if (!open) return false;
    if (open.everywhere) return true;
    return (
      judged.isAbout &&
      (open.after === null || open.after.some((index) => all[index].suffices)) &&
      !open.unless.some((index) => standsFor(all[index], judged))
    );
  }

  // Candidates in their order; of those that are one choice, the best placed alone.
  function rank(mix, weights) {
    const all = numbers.credentials.map((entry) => judge(mix, weights, entry));
    const order = [...all.keys()].filter((index) => isCandidate(all[index], all));
    order.sort((a, b) => {
      const [left, right] = [all[a], all[b]];
      return (
        right.score - left.score ||
        right.entry.is_preferred - left.entry.is_preferred ||
        right.entry.among_equals - left.entry.among_equals ||
        a - b
      );
    });
    const before = new Set();
    const rows = [];
    for (const index of order) {
      const isAlternative = all[index].entry.equivalents.some((other) => before.has(other));
      before.add(index);
      if (!isAlternative || page.shows_alternatives) rows.push({ index, judged: all[index] });
    }
    return rows;
  }

  const list = byId("ranking");
  const items = new Map([...list.children].map((item) => [Number(item.dataset.entry), item]));
  const sliders = (name) => [...document.querySelectorAll(`input[data-${name}]`)];
  const weightSliders = sliders("weight");
  const shareSliders = sliders("share");
  const values = (of) => of.map((slider) => Number(slider.value));
  let weightsMoved = false;
  let sharesMoved = false;

  function command() {
    let text = page.command;
    const named = (names, of) =>
      values(of).map((value, index) => [names[index], value]);
    if (sharesMoved) {
      const shares = named(numbers.platforms, shareSliders).filter(([, value]) => value > 0);
      text += ` --env ${shares.map(([name, value]) => `${name}=${value}`).join(",")}`;
    } else {
      text += page.env;
    }
    if (weightsMoved) {
      const weights = named(numbers.axes, weightSliders);
      text += ` --weights ${weights.map(([name, value]) => `${name}=${value}`).join(",")}`;
    } else {
      text += page.weights;
    }
    return text;
  }

  function scaled(of) {
    const given = values(of);
    const total = sum(given);
    return given.map((value) => value / total);
  }

  function show(rows) {
    const shown = rows.slice(0, page.top);
    for (const item of items.values()) item.hidden = true;
    const most = Math.max(1, ...shown.map(({ index }) => Number(items.get(index).dataset.cents)));
    shown.forEach(({ index, judged }, place) => {
      const item = items.get(index);
      item.hidden = false;
      item.querySelector(".rank").textContent = String(place + 1);
      item.querySelector(".score b").textContent = (judged.thousandths / 1000).toFixed(3);
      item.querySelectorAll(".fit").forEach((bar, axis) => {
        bar.querySelector("i").style.width = `${judged.fits[axis] * 100}%`;
        bar.querySelector("b").textContent = judged.fits[axis].toFixed(2);
      });
      const curve = item.querySelector("svg");
      curve?.setAttribute("viewBox", `0 ${-most} ${curve.viewBox.baseVal.width} ${most}`);
      list.append(item);
    });
    const first = shown.length > 0 ? items.get(shown[0].index).dataset.name : null;
    byId("now").textContent = rows.length === 0
      ? "No credential qualifies with these settings."
      : first
        ? `First with these settings: ${first} (of ${rows.length} credentials that qualify).`
        : `${rows.length} credentials qualify with these settings.`;
  }

  function update() {
    const changed = weightsMoved || sharesMoved;
    const unusable = [weightSliders, shareSliders].find((of) => sum(values(of)) === 0);
    for (const slider of [...weightSliders, ...shareSliders]) {
      slider.parentElement.querySelector("output").textContent = slider.value;
    }
    byId("why")?.toggleAttribute("hidden", changed);
    byId("reset").disabled = !changed;
    if (unusable) {
      byId("now").textContent = "At least one slider must be above 0.";
      return;
    }
    const mix = sharesMoved ? { shares: scaled(shareSliders) } : asked;
    show(rank(mix, weightsMoved ? scaled(weightSliders) : numbers.weights));
    byId("command").textContent = command();
  }

  for (const slider of weightSliders) {
    slider.addEventListener("input", () => { weightsMoved = true; update(); });
  }
  for (const slider of shareSliders) {
    slider.addEventListener("input", () => { sharesMoved = true; update(); });
  }
  byId("reset").addEventListener("click", () => {
    for (const slider of [...weightSliders, ...shareSliders]) slider.value = slider.defaultValue;
    weightsMoved = false;
    sharesMoved = false;
    update();
  });
  byId("controls").hidden = false;
  update();
})();
