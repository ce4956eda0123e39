import inspect
import re
from types import ModuleType

import pytest
from ministack.services import cognito

from local.former import operations, seam


def test_every_handler_of_ministack_but_the_tags_is_found_by_its_operations_name():
    table = re.findall(r'"(\w+)": (_\w+),', inspect.getsource(cognito._dispatch_idp))
    assert table
    for operation, handler in table:
        if not handler.startswith("_idp_"):
            assert seam._ministack_handler(operation) is getattr(cognito, handler)


@pytest.mark.parametrize("table", ["ADDED", "AMENDED"])
def test_no_operation_is_in_two_modules_tables_where_one_would_hide_the_other(table):
    modules = [module for module in vars(operations).values() if isinstance(module, ModuleType)]
    tables = [getattr(module, table) for module in modules if hasattr(module, table)]
    assert sum(map(len, tables)) == len(getattr(operations, table)) > 0


def test_what_is_added_is_nothing_that_is_amended():
    assert not operations.ADDED.keys() & operations.AMENDED.keys()
