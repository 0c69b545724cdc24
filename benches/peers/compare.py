#!/usr/bin/env python3
"""The same problems solved by OR-tools CP-SAT and HiGHS: the same optimum, and the time beside ours.

    pip install ortools highspy
    mkdir -p /tmp/problems && cargo bench --bench plan -- --export /tmp/problems
    python3 benches/peers/compare.py /tmp/problems [--seconds 120]

Everybody is modelled one by one, action by action, as the rules say: no part of our own model is used. Exits with 1 when a
solver proves another optimum than ours, or finds a better answer than what we call the least possible.
"""

import argparse
import json
import pathlib
import sys
import time

import highspy
from ortools.sat.python import cp_model


class Cp:
    """CP-SAT."""

    def __init__(self):
        self.model = cp_model.CpModel()
        self.true = self.model.new_constant(1)
        self.false = self.model.new_constant(0)

    def flag(self):
        return self.model.new_bool_var("")

    def number(self, most):
        return self.model.new_int_var(0, most, "")

    def when(self, least, of):
        """A flag that can only be set when so many of these are."""
        flag = self.flag()
        self.model.add(sum(of) >= least).only_enforce_if(flag)
        return flag

    def at_least(self, terms, least):
        self.model.add(sum(factor * variable for factor, variable in terms) >= least)

    def solve(self, terms, seconds):
        self.model.minimize(sum(factor * variable for factor, variable in terms))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 2
        # Of its ways to search, those that lean on the relaxation: with its own choice for two workers it proved nothing.
        solver.parameters.subsolvers.extend(["max_lp_sym", "reduced_costs"])
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return "infeasible", None, None
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        value = round(solver.objective_value) if found else None
        return ("optimal" if status == cp_model.OPTIMAL else "stopped"), value, solver.best_objective_bound


class Lp:
    """HiGHS."""

    def __init__(self):
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.upper = []
        self.rows = []
        self.true = self.number(1)
        self.false = self.number(0)
        self.at_least([(1, self.true)], 1)

    def number(self, most):
        self.upper.append(most)
        return len(self.upper) - 1

    def flag(self):
        return self.number(1)

    def when(self, least, of):
        flag = self.flag()
        if least == len(of):
            for one in of:
                self.at_least([(1, one), (-1, flag)], 0)
        else:
            self.at_least([(1, one) for one in of] + [(-least, flag)], 0)
        return flag

    def at_least(self, terms, least):
        row = {}
        for factor, variable in terms:
            row[variable] = row.get(variable, 0) + factor
        self.rows.append((row, least))

    def solve(self, terms, seconds):
        cost = [0.0] * len(self.upper)
        for factor, variable in terms:
            cost[variable] += factor
        lp = highspy.HighsLp()
        lp.num_col_ = len(self.upper)
        lp.num_row_ = len(self.rows)
        lp.col_cost_ = cost
        lp.col_lower_ = [0.0] * len(self.upper)
        lp.col_upper_ = [float(most) for most in self.upper]
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.upper)
        lp.row_lower_ = [float(least) for _, least in self.rows]
        lp.row_upper_ = [highspy.kHighsInf] * len(self.rows)
        start, index, value = [0], [], []
        for row, _ in self.rows:
            index.extend(row)
            value.extend(float(factor) for factor in row.values())
            start.append(len(index))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = start
        lp.a_matrix_.index_ = index
        lp.a_matrix_.value_ = value
        self.highs.setOptionValue("time_limit", float(seconds))
        # The default accepts answers within 0.01 % of the bound.
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.passModel(lp)
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return "infeasible", None, None
        info = self.highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        value = round(info.objective_function_value) if found else None
        proven = status == highspy.HighsModelStatus.kOptimal
        return ("optimal" if proven else "stopped"), value, info.mip_dual_bound


def weight(objective, action):
    return sum(objective[key] * action[key] for key in ("cash", "hours", "new"))


def conditions(solver, done):
    """A function from a condition to the flag that can only be set when one person, who does this, meets it."""
    known = {}

    def holds(formula):
        key = json.dumps(formula)
        if key not in known:
            (name, of), = formula.items()
            if name == "do":
                known[key] = done[of]
            else:
                least, parts = {"all": (len(of), of), "any": (1, of)}.get(name) or (of[0], of[1])
                if least == 0:
                    known[key] = solver.true
                elif least > len(parts):
                    known[key] = solver.false
                else:
                    known[key] = solver.when(least, [holds(one) for one in parts])
        return known[key]

    return holds


def build(solver, problem, goal):
    """Models everybody action by action; returns the objective."""
    people = []
    everything = []
    for person_class in problem["classes"]:
        for _ in person_class["people"]:
            done = [solver.flag() for _ in person_class["actions"]]
            holds = conditions(solver, done)
            for variable, action in zip(done, person_class["actions"]):
                if action["needs"] != {"all": []}:
                    solver.at_least([(1, holds(action["needs"])), (-1, variable)], 0)
            if person_class["hours"] is not None:
                loads = [(-action["load"], variable) for variable, action in zip(done, person_class["actions"])]
                solver.at_least(loads, -person_class["hours"])
            everything += zip(done, person_class["actions"])
            people.append((person_class, holds))

    def able(ability):
        return [holds(person_class["abilities"][ability]) for person_class, holds in people]

    for group in problem["groups"]:
        fills = []
        for seat in group["seats"]:
            fill = []
            for has in able(seat["ability"]):
                variable = solver.flag()
                solver.at_least([(1, has), (-1, variable)], 0)
                fill.append(variable)
            fills.append(fill)
            solver.at_least([(1, variable) for variable in fill], seat["need"])
            solver.at_least([(-1, variable) for variable in fill], -seat["need"])
            for least, ability in seat["of_which"]:
                which = []
                for has, sits in zip(able(ability), fill):
                    variable = solver.flag()
                    solver.at_least([(1, has), (-1, variable)], 0)
                    solver.at_least([(1, sits), (-1, variable)], 0)
                    which.append((1, variable))
                solver.at_least(which, least)
        for sits in zip(*fills):
            solver.at_least([(-1, variable) for variable in sits], -1)
    for target in problem["score_targets"]:
        total = []
        for line in target["lines"]:
            scored = [(line["points"], has) for has in able(line["ability"])]
            if line["max"] is None:
                total += scored
            else:
                points = solver.number(line["max"])
                solver.at_least(scored + [(-1, points)], 0)
                total.append((1, points))
        solver.at_least(total, target["need"])
    for cap in goal["caps"]:
        (name, of), = cap["measure"].items()
        count = (lambda action: weight(of, action)) if name == "weight" else (lambda action: int(action["tag"] in of))
        solver.at_least([(-count(action), variable) for variable, action in everything], -cap["most"])
    return [(weight(goal["objective"], action), variable) for variable, action in everything]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--only", choices=["cp-sat", "highs"])
    arguments = parser.parse_args()
    solvers = {"cp-sat": Cp, "highs": Lp}
    if arguments.only:
        solvers = {arguments.only: solvers[arguments.only]}
    head = f"{'problem':<26}{'ours':>10}{'bound':>10}{'CPU s':>8}"
    print(head + "".join(f"  {name:>10}{'':>10}{'CPU s':>8}" for name in solvers))
    wrong, problems = 0, 0
    proven = {solver.__name__: 0 for solver in solvers.values()}
    proven["ours"] = 0
    for path in sorted(arguments.folder.glob("*.json")):
        case = json.loads(path.read_text())
        ours = case["ours"]
        problems += 1
        proven["ours"] += ours["least"] is None or ours["least"] == ours["bound"]
        line = f"{case['name']:<26}{ours['least'] if ours['least'] is not None else '-':>10}{ours['bound']:>10}{ours['seconds']:>8.2f}"
        for solver in solvers.values():
            start = time.process_time()
            instance = solver()
            objective = build(instance, case["problem"], case["goal"])
            status, value, bound = instance.solve(objective, arguments.seconds)
            spent = time.process_time() - start
            other = status == "optimal" and ours["least"] == ours["bound"] and value != ours["least"]
            undercut = value is not None and value < ours["bound"]
            infeasible = (status == "infeasible") != (ours["least"] is None) and status != "stopped"
            # What it knows that no plan undercuts, ours must not.
            too_good = bound is not None and ours["least"] is not None and ours["least"] < bound - 1e-6 * abs(bound) - 1e-6
            proven[solver.__name__] += status != "stopped"
            bad = other or undercut or infeasible or too_good
            wrong += bad
            mark = " WRONG" if bad else ""
            line += f"  {value if value is not None else '-':>10}{status:>10}{spent:>8.2f}{mark}"
        print(line, flush=True)
    counts = ", ".join(f"{count} by {name}" for name, count in proven.items())
    print(f"{problems} problems; proven: {counts}; {wrong} answers that disagree")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
