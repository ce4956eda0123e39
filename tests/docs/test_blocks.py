"""Commands in README.md and docs/ are run (tests/end_to_end/test_documentation.py); those that aren't are counted."""

from collections import Counter

from tests.docs.blocks import OTHER_LANGUAGES, SHELL, blocks, directives, pages

NOT_RUN: dict[str, int] = {
    "README.md": 1,
    "docs/agents.md": 3,
    "docs/aws.md": 2,
    "docs/back-ends.md": 2,
    "docs/ci.md": 2,
    "docs/connected-pools.md": 2,
    "docs/environments.md": 2,
    "docs/exports.md": 1,
    "docs/front-end-example.md": 2,
    "docs/gateway.md": 1,
    "docs/getting-started.md": 1,
    "docs/local-engine.md": 1,
    "docs/login.md": 1,
    "docs/performance.md": 1,
    "docs/policies.md": 1,
    "docs/other-languages.md": 3,
    "docs/pulumi.md": 1,
    "docs/tokens.md": 1,
}
"""So many blocks of each page are excepted. Whoever adds one changes the figure, and says why in the page."""


def test_each_block_says_what_language_it_is_in():
    unknown = [
        f"{block.page}:{block.line}: {block.language}"
        for page in pages()
        for block in blocks(page)
        if block.language not in OTHER_LANGUAGES | {SHELL}
    ]
    assert unknown == []


def test_the_blocks_that_are_not_run_are_these_and_say_why():
    excepted = [block for page in pages() for block in blocks(page) if "not run" in block.directives]

    assert Counter(block.page for block in excepted) == NOT_RUN
    assert [block for block in excepted if len(block.directives["not run"].split()) < 3] == []


def test_a_comment_about_something_else_is_no_directive():
    assert directives("checks") == {}
    assert directives("file: test_me.py") == {"file": "test_me.py"}
