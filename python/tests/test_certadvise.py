"""The package as its users have it. The program is the one installed with it, or the one that CERTADVISE_PROGRAM names."""

import dataclasses
import datetime
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import certadvise

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "legacy-applications"
TODAY = datetime.date(2026, 11, 24)

TEAM = "people: [{id: p01, holds: [{credential: cka, earned: 2026-01-10}]}]\n"
REQUIREMENTS = "id: ops\nname: Operations\nitems: [{id: kubernetes, people: 1, match: cka}]\n"


class Recommend(unittest.TestCase):
    def test_the_answer_is_that_of_the_readme(self) -> None:
        advice = certadvise.recommend(role="devops", env="hybrid", as_of=TODAY)
        first = advice.recommendations[0]
        self.assertEqual((advice.as_of, advice.role, advice.level), (TODAY, "devops-engineer", "mid"))
        self.assertEqual((first.rank, first.id, first.cost.exam_usd), (1, "cka", 445.0))
        self.assertEqual(set(first.axes), {"platform", "tier", "upkeep"})
        total = sum(axis.contribution for axis in first.axes.values())
        self.assertAlmostEqual(total, first.score, places=2)
        self.assertRegex(first.verified or "", r"^\d{4}-\d{2}")
        self.assertIn(first.confidence, {"clear", "close", "weak"})
        self.assertAlmostEqual(sum(advice.environment.values()), 1.0)
        self.assertIn("pcep", {excluded.id for excluded in advice.excluded})
        self.assertEqual(first.json["id"], "cka")

    def test_every_recommendation_can_be_read(self) -> None:
        advice = certadvise.recommend("security analyst", top=1000, as_of=TODAY)
        self.assertGreater(len(advice.recommendations), 20)
        ranks = [one.rank for one in advice.recommendations]
        self.assertEqual(ranks, sorted(ranks))

    def test_what_is_held_is_excluded(self) -> None:
        for holds in ("cka", ["cka"], {"cka": datetime.date(2026, 3, 1)}, {"cka": None}):
            advice = certadvise.recommend("devops", "hybrid", holds=holds, as_of=TODAY)
            self.assertNotIn("cka", {one.id for one in advice.recommendations}, holds)

    def test_a_lapsed_holding_warns(self) -> None:
        advice = certadvise.recommend("devops", holds={"cka": "2015-01-01"}, as_of=TODAY)
        self.assertIn("has lapsed", advice.warnings[0].message)

    def test_flags_reach_the_program(self) -> None:
        advice = certadvise.recommend(
            "devops", "aws", level="senior", weights={"upkeep": 0.5}, top=3, budget=300.5, issuer=["aws", "cncf"], as_of="2026-11-24"
        )
        self.assertEqual(advice.level, "senior")
        self.assertEqual(advice.json["weights"]["upkeep"], 0.5)
        self.assertLessEqual(len(advice.recommendations), 3)
        self.assertLessEqual({one.issuer for one in advice.recommendations}, {"aws", "cncf"})

    def test_answers_can_not_be_changed(self) -> None:
        advice = certadvise.recommend("devops", top=1, as_of=TODAY)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            advice.role = "other"  # type: ignore[misc]


class Coverage(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.team = self.folder / "team.yaml"
        self.require = self.folder / "requirements.yaml"
        self.team.write_text(TEAM)
        self.require.write_text(REQUIREMENTS)

    def test_a_covered_team(self) -> None:
        verdict = certadvise.coverage(self.team, self.require, as_of=TODAY, within="3y")
        assert verdict.covered
        self.assertEqual((verdict.people, verdict.gaps), (1, ()))
        self.assertEqual(verdict.breaks_on, datetime.date(2028, 1, 11))

    def test_a_team_with_a_gap_is_an_answer(self) -> None:
        verdict = certadvise.coverage(EXAMPLE / "team.yaml", [EXAMPLE / "requirements.yaml"], as_of=TODAY)
        self.assertFalse(verdict.covered)
        self.assertEqual([(gap.id, gap.needed, gap.filled) for gap in verdict.gaps], [("production-code", 2, 1)])
        self.assertEqual(verdict.requirements[0].id, "legacy-applications")
        self.assertIn("that a copy of each certificate is on file", verdict.requirements[0].not_checked)

    def test_a_verdict_alone_can_not_be_asserted(self) -> None:
        verdict = certadvise.coverage(self.team, self.require, as_of=TODAY)
        with self.assertRaisesRegex(TypeError, "covered"):
            bool(verdict)

    def test_what_can_not_be_judged_raises(self) -> None:
        self.team.write_text("people: [{id: p01, holds: [{credential: ckka}]}]\n")
        with self.assertRaises(certadvise.CertadviseError) as caught:
            certadvise.coverage(self.team, self.require, as_of=TODAY)
        error = caught.exception
        self.assertEqual(error.exit_code, 2)
        self.assertIn("ckka", str(error))
        found = error.findings[0]
        self.assertEqual((found.severity, found.line), ("error", 1))
        self.assertTrue(str(found).startswith(f"{self.team}:1:"), str(found))

    def test_a_value_is_never_taken_for_a_flag(self) -> None:
        with self.assertRaisesRegex(certadvise.CertadviseError, "--help"):
            certadvise.recommend("--help")

    def test_the_configuration_at_hand_is_used(self) -> None:
        (self.folder / "certadvise.yaml").write_text("team: team.yaml\nrequirements: requirements.yaml\n")
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        self.assertTrue(certadvise.coverage(as_of=TODAY).covered)


class Program(unittest.TestCase):
    def test_the_module_is_the_program(self) -> None:
        def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
            command = [sys.executable, "-m", "certadvise", *arguments]
            return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)

        self.assertRegex(run("--version").stdout, r"^certadvise \d")
        self.assertEqual(run("show", "nosuch").returncode, 2)

    def test_a_missing_program_is_named(self) -> None:
        before = os.environ.get("CERTADVISE_PROGRAM")

        def restore() -> None:
            os.environ.pop("CERTADVISE_PROGRAM", None)
            if before is not None:
                os.environ["CERTADVISE_PROGRAM"] = before

        self.addCleanup(restore)
        os.environ["CERTADVISE_PROGRAM"] = "no/such/program"
        with self.assertRaisesRegex(certadvise.CertadviseError, "no/such/program"):
            certadvise.recommend("devops")

    def test_the_documented_code_runs(self) -> None:
        text = (REPOSITORY / "docs" / "install.md").read_text(encoding="utf-8")
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        self.assertGreaterEqual(len(blocks), 1)
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(EXAMPLE)
        for block in blocks:
            exec(compile(block, "docs/install.md", "exec"), {})


if __name__ == "__main__":
    unittest.main()
