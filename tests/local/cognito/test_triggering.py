import threading

from local.cognito import triggering
from tests.local.cognito.world import World

ARN = "arn:aws:lambda:us-east-1:000000000000:function:before"


class Recorder:
    """In the place of `engine.triggers`."""

    def __init__(self, world, response):
        self.world, self.response, self.calls, self.was_locked = world, response, [], None

    def invoke(self, **given):
        self.calls.append(given)
        thread = threading.Thread(target=self._try)
        thread.start()
        thread.join()
        return self.response

    def _try(self):
        self.was_locked = not self.world.pool.lock.acquire(blocking=False)
        if not self.was_locked:
            self.world.pool.lock.release()

    def close(self):
        pass


def invoke(world, trigger="PreAuthentication", event=None):
    with world.engine.calling(world.pool) as call:
        return triggering.invoke(call, world.pool, trigger, event or (lambda: {"triggerSource": "S"}))


def test_a_pool_without_functions_builds_no_event(world):
    def event():
        raise AssertionError

    assert invoke(world, event=event) is None


def test_a_function_is_called_with_the_event_while_others_may_use_the_pool(engine):
    world = World.with_pool(engine, LambdaConfig={"PreAuthentication": ARN})
    engine._triggers = recorder = Recorder(world, {"a": 1})
    assert invoke(world) == {"a": 1}
    expected = {"trigger": "PreAuthentication", "source": "S", "arn": ARN, "event": {"triggerSource": "S"}}
    assert recorder.calls == [expected]
    assert recorder.was_locked is False


def test_the_version_is_that_of_the_pools_configuration(engine):
    function = {"LambdaArn": ARN, "LambdaVersion": "V2_0"}
    world = World.with_pool(engine, LambdaConfig={"PreTokenGenerationConfig": function})
    assert triggering.version(world.pool, "PreTokenGeneration") == "V2_0"
    assert triggering.has(world.pool, "PreTokenGeneration")
    assert not triggering.has(world.pool, "PreAuthentication")


def test_an_event_tells_the_status_and_the_aliases_that_are_verified(engine):
    world = World.with_pool(engine, AliasAttributes=["email", "phone_number"])
    user = world.add_user(phone_number_verified="false")
    found = triggering.attributes(world.pool, user)
    assert found["cognito:user_status"] == "CONFIRMED"
    assert found["cognito:email_alias"] == "ada@example.com"
    assert "cognito:phone_number_alias" not in found
    assert found["sub"] == user.sub


def test_an_event_of_no_app_client_says_so(world):
    assert triggering.context(world.pool).client_id == "CLIENT_ID_NOT_APPLICABLE"
    assert triggering.context(world.pool, "abc").client_id == "abc"
