import inspect
import re

from ministack.services import cognito

from local.cognito import seam


def test_every_handler_of_ministack_but_the_tags_is_found_by_its_operations_name():
    table = re.findall(r'"(\w+)": (_\w+),', inspect.getsource(cognito._dispatch_idp))
    assert table
    for operation, handler in table:
        if not handler.startswith("_idp_"):
            assert seam._ministack_handler(operation) is getattr(cognito, handler)
