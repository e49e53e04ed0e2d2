"""How well plans of many forms are read: F1 of measures, units and roles on the invented plans of tests/plan/forms.

    .venv/bin/python -m bench.plan_score [FORM …]

A form is the name of a file there; none: all. What was read wrong is listed.
"""

import argparse

from tests.plan.scoring import FORMS, scores


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("forms", nargs="*")
    wanted = parser.parse_args().forms
    chosen = [form for form in FORMS if not wanted or form.stem in wanted]
    for form in chosen:
        of = scores(forms=[form])
        print(f"{form.stem:28}" + "".join(f"{name} {score.f1:.3f}   " for name, score in of.items()))
        for name, score in of.items():
            for label, facts in (("extra", score.extra), ("missed", score.missed)):
                for fact in facts:
                    print(f"    {name} {label}: {'，'.join(fact[1:])}")
    print(f"{len(chosen)} plans".ljust(28) + "".join(f"{n} {s.f1:.4f}  " for n, s in scores(forms=chosen).items()))


if __name__ == "__main__":
    main()
