"""Python's language host: a gRPC server for Pulumi's `LanguageRuntime`, on the one that inline programs use anyway.

Started by the Pulumi CLI with the engine's address as its last argument, by way of the launcher that
`local.language_host` writes. The first line on standard output is the port. A project with a virtual environment of its
own gets a process in that, which runs this file too: nothing of ours but this file is to be found there.
"""

import asyncio
import contextlib
import importlib.metadata
import io
import os
import queue
import runpy
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

import grpc
import pulumi
from pulumi.automation._server import LanguageServer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

ROOT = str(Path(__file__).parents[1])
IS_CHECKOUT = Path(ROOT, "pyproject.toml").exists()
RUN_ALONE = "--run-alone"
SDKS_ONLY = "--sdks-only"
"""Before the language: what is started writes SDKs for it, and runs nothing."""
IMPORTING = str(Path(__file__).with_name("traceless_import.py"))
SDK_GENERATION = str(Path(__file__).with_name("sdk_generation.py"))
LENGTH = struct.Struct(">I")
"""What stands before a message in a pipe: its length."""
PARENT_POLL_S = 1.0
PARALLEL_CALLS = 8


class LanguageHost(LanguageServer):
    """Runs programs in this process, plugins and what writes SDKs in one of their own."""

    sdk_language = "python"

    def __init__(self, engine_address: str) -> None:
        super().__init__(_run_by_request)
        self._engine_address = engine_address

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Answer a CLI that introduces itself; the address that it tells is the one in our arguments."""
        del request, context
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Tell a version, which `pulumi about` shows."""
        del request, context
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Run the program of `request.info`, in the virtual environment that its project names, where there is one."""
        environment = virtual_environment(request.info)
        if environment and environment.is_dir() and environment.resolve() != Path(sys.prefix).resolve():
            return run_in(environment, request, self._engine_address, context)
        return run(request, self._engine_address, [ROOT] if IS_CHECKOUT else [])

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - Pulumi's name
        """Run a plugin that is written in Python, a policy pack for one, and stream what it prints."""
        folder = request.info.program_directory or request.program
        main = Path(folder, request.info.entry_point or ".")
        environment = virtual_environment(request.info)
        python = environment / "bin" / "python" if environment and environment.is_dir() else sys.executable
        process = subprocess.Popen(
            [str(python), str(main), *request.args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=request.pwd or folder,
            env={**os.environ, **dict(entry.partition("=")[::2] for entry in request.env)},
        )
        context.add_callback(process.kill)
        chunks: queue.SimpleQueue[Any] = queue.SimpleQueue()
        readers = [
            threading.Thread(target=_forward, args=(stream, name, chunks), daemon=True)
            for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
        ]
        for reader in readers:
            reader.start()
        for _ in readers:
            while (chunk := chunks.get()) is not None:
                yield chunk
        yield language_pb2.RunPluginResponse(exitcode=process.wait())

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - Pulumi's name
        """Install the project's `requirements.txt` into its virtual environment, which is made if need be."""
        environment = virtual_environment(request.info)
        if environment is None or environment.resolve() == Path(sys.prefix).resolve():
            words = f"The packages are those of {sys.prefix}; nothing to install.\n"
            yield language_pb2.InstallDependenciesResponse(stdout=words.encode())
            return
        python, requirements = environment / "bin" / "python", Path(request.info.root_directory, "requirements.txt")
        commands = [] if python.exists() else [[sys.executable, "-m", "venv", str(environment)]]
        if requirements.exists():
            if python.exists() and not any(environment.glob("lib/python*/site-packages/pip")):  # as uv makes them
                commands.append([str(python), "-m", "ensurepip"])
            commands.append([str(python), "-m", "pip", "install", "--requirement", str(requirements)])
        for command in commands:
            # Requirements that are folders are meant from the project's.
            finished = subprocess.run(
                command,
                cwd=request.info.root_directory,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            yield language_pb2.InstallDependenciesResponse(stdout=finished.stdout)
            if finished.returncode:
                context.abort(grpc.StatusCode.INTERNAL, f"`{' '.join(command)}` failed; see its output above")

    def GeneratePackage(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Write a package's SDK into the folder that is asked for."""
        finished = subprocess.run(
            [sys.executable, "-P", SDK_GENERATION, self.sdk_language],
            input=request.SerializeToString(),
            stdout=subprocess.PIPE,
            check=False,
        )
        if finished.returncode:
            context.abort(grpc.StatusCode.INTERNAL, "the SDK can't be generated; see the output above")
        return language_pb2.GeneratePackageResponse.FromString(finished.stdout)

    def Link(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Make SDKs that were written requirements of a project."""
        del context
        paths = [dependency.path for dependency in request.packages]
        words = _ours("local.sdk_link").link(Path(request.info.root_directory), paths)
        return language_pb2.LinkResponse(import_instructions=words)


class SdkWriter(LanguageHost):
    """Writes SDKs for a language whose programs can't be run here."""

    def __init__(self, language: str) -> None:
        super().__init__("")
        self.sdk_language = language

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        """Say why not; so do the others."""
        del request
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            f"this Pulumi CLI was built from source and has no language host for {self.sdk_language}: it generates "
            f"SDKs (`pulumi package gen-sdk --language {self.sdk_language}`) but can't run programs. Use the "
            "official CLI for that.",
        )

    RunPlugin = InstallDependencies = Link = Run


def virtual_environment(info: Any) -> Path | None:
    """The folder of the `virtualenv` that a project names; None where it names none."""
    options = dict(info.options) if info.HasField("options") else {}
    name = options.get("virtualenv")
    return Path(info.root_directory, str(name)) if name else None


def run(request: Any, engine_address: str, path: list[str]) -> Any:
    """Run the program of a request in this process, with its folder and `path` first on sys.path."""
    folder, entry = request.info.program_directory, request.info.entry_point or "."
    main = Path(folder, entry)
    arguments = list(request.args)
    request.args[:] = [engine_address]  # what LanguageServer takes for the engine's address

    def program() -> None:
        for entry_of_path in (*path, folder):
            if entry_of_path in sys.path:
                sys.path.remove(entry_of_path)
            sys.path.insert(0, entry_of_path)
        sys.argv = [str(main), *arguments]
        run_program(main / "__main__.py" if main.is_dir() else main)

    if request.pwd:
        os.chdir(request.pwd)
    response = LanguageServer(program).Run(request, None)  # type: ignore[no-untyped-call]  # as in the SDK
    if response.error:
        # It has been logged already; an error here would be shown a second time.
        return language_pb2.RunResponse(bail=True)
    return response


def run_in(environment: Path, request: Any, engine_address: str, context: Any) -> Any:
    """Run the program of a request with the interpreter of a virtual environment, in a process that ends with us."""
    answers, answer = os.pipe()
    process = subprocess.Popen(
        [str(environment / "bin" / "python"), "-P", __file__, RUN_ALONE, str(answer), engine_address],
        stdin=subprocess.PIPE,  # its end tells the process that we are gone
        pass_fds=[answer],
    )
    context.add_callback(process.kill)
    os.close(answer)
    assert process.stdin is not None
    message = request.SerializeToString()
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(LENGTH.pack(len(message)) + message)
        process.stdin.flush()
        with os.fdopen(answers, "rb") as stream:
            found = stream.read()
    process.wait()
    if found:
        return language_pb2.RunResponse.FromString(found[LENGTH.size :])
    return language_pb2.RunResponse(
        error=f"The project's virtual environment {environment} can't run the program. Install its dependencies: "
        "pulumi install"
    )


def run_alone(descriptor: int, engine_address: str) -> None:
    """Run the one program that standard input describes, and write the answer to a descriptor."""
    (length,) = LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))
    request = language_pb2.RunRequest.FromString(sys.stdin.buffer.read(length))

    def end_with_the_host() -> None:
        sys.stdin.buffer.read(1)
        os._exit(1)

    threading.Thread(target=end_with_the_host, daemon=True).start()
    message = run(request, engine_address, []).SerializeToString()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    with os.fdopen(descriptor, "wb") as answer:
        answer.write(LENGTH.pack(len(message)) + message)
    os._exit(0)


def run_program(main: Path) -> None:
    """Execute a program's main file. Raises RunError, with the traceback of any other exception as its text."""
    try:
        runpy.run_path(str(main), run_name="__main__")
    except pulumi.RunError:
        raise
    except Exception as error:
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename != str(main):
            frames = frames.tb_next  # ours, and runpy's
        text = "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))
        raise pulumi.RunError(f"The program failed with an unhandled exception:\n{text}") from error


def _run_by_request() -> None:
    raise NotImplementedError


def _forward(stream: IO[bytes] | None, name: str, chunks: "queue.SimpleQueue[Any]") -> None:
    assert stream is not None
    while chunk := os.read(stream.fileno(), 65536):
        answer: Any = {name: chunk}  # stdout or stderr
        chunks.put(language_pb2.RunPluginResponse(**answer))
    chunks.put(None)


async def serve(host: LanguageHost) -> None:
    """Serve, to the user whose process this is (and root) only, until whoever started us is gone."""
    parent = os.getppid()
    async with _own_user_listener() as listener:
        server = grpc.server(ThreadPoolExecutor(max_workers=PARALLEL_CALLS), options=_GRPC_CHANNEL_OPTIONS)
        language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
        server.add_insecure_port(listener.address)
        server.start()
        listener.forward()
        print(await listener.listen(), flush=True)  # noqa: T201 - the protocol
        while os.getppid() == parent:  # noqa: ASYNC110 - no event tells that a parent has ended
            await asyncio.sleep(PARENT_POLL_S)


def _own_user_listener() -> Any:
    """A listener for this process."""
    return _ours("local.own_user_listener").OwnUserListener()


def _ours(name: str) -> Any:
    """A module of ours, where the program may have a package of the same name."""
    return runpy.run_path(IMPORTING)["import_without_trace"](name)


def main() -> None:
    """Serve until the CLI interrupts us, or is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    if RUN_ALONE in sys.argv:
        run_alone(int(sys.argv[-2]), sys.argv[-1])
    writes_sdks_only = SDKS_ONLY in sys.argv
    host = SdkWriter(sys.argv[sys.argv.index(SDKS_ONLY) + 1]) if writes_sdks_only else LanguageHost(sys.argv[-1])
    asyncio.run(serve(host))
    os._exit(0)


if __name__ == "__main__":
    main()
