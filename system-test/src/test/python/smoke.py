#!/usr/bin/env python3
"""Uses every operation of the client service, against every node given: smoke.py host:port...

Needs the Thrift library (python3-thrift on Debian); the package catena beside this file is what Debian's Thrift compiler
makes of thrift/src/main/idl/catena.thrift: thrift --gen py. Exits with 0 if all went right.
"""
import sys
from contextlib import contextmanager

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport

from catena import Catena
from catena.constants import MAX_KEY_BYTES, MAX_VALUE_BYTES
from catena.ttypes import CallOptions, Condition, InvalidRequest, Write, WriteId, WriteKind

OPTIONS = CallOptions()


@contextmanager
def connected(address):
    host, port = address.rsplit(":", 1)
    socket = TSocket(host, int(port))
    socket.setTimeout(10_000)
    transport = TFramedTransport(socket)
    transport.open()
    try:
        yield Catena.Client(TBinaryProtocol(transport))
    finally:
        transport.close()


def check(what, found, right):
    if found != right:
        raise AssertionError(f"{what}: {found!r} and not {right!r}")


def refused(what, call):
    try:
        call()
    except InvalidRequest as error:
        if not error.message:
            raise AssertionError(f"{what}: refused without a reason") from error
        return
    raise AssertionError(f"{what}: not refused")


def plain_operations(client, key):
    first = client.put(key, b"one", OPTIONS)
    check("a put is applied", first.applied, True)
    found = client.get(key, OPTIONS)
    check("the value", found.value, b"one")
    check("its version", found.version, first.version)
    second = client.put(key, b"two", OPTIONS)
    if second.version <= first.version:
        raise AssertionError("versions do not rise")
    check("remove", client.remove(key, OPTIONS).applied, True)
    check("after remove", client.get(key, OPTIONS).value, None)
    check("remove of a missing key", client.remove(key, OPTIONS).applied, True)


def any_bytes(client, key):
    value = bytes(range(256))
    client.put(key + value, value, OPTIONS)
    check("bytes that are no text", client.get(key + value, OPTIONS).value, value)
    client.put(key, b"", OPTIONS)
    check("an empty value", client.get(key, OPTIONS).value, b"")
    longest_key = key.ljust(MAX_KEY_BYTES, b"k")
    longest_value = b"v" * MAX_VALUE_BYTES
    client.put(longest_key, longest_value, OPTIONS)
    check("the longest key and value", client.get(longest_key, OPTIONS).value, longest_value)
    client.remove(longest_key, OPTIONS)
    refused("an empty key", lambda: client.put(b"", b"v", OPTIONS))
    refused("a key too long", lambda: client.get(longest_key + b"k", OPTIONS))
    refused("a value too long", lambda: client.put(key, longest_value + b"v", OPTIONS))
    refused("a chain that is not there", lambda: client.get(key, CallOptions(chain=77)))


def conditions(client, key):
    client.remove(key, OPTIONS)
    absent = Write(kind=WriteKind.PUT, key=key, value=b"first", condition=Condition(absent=True))
    made, again = client.write([absent, absent], OPTIONS).results
    check("put if absent", made.applied, True)
    check("put if absent, again", again.applied, False)
    changed = Write(WriteKind.PUT, key, b"second", None, Condition(version=made.version), True)
    result = client.write([changed], OPTIONS).results[0]
    check("put if version", result.applied, True)
    check("what it replaced", (result.previous, result.previousVersion), (b"first", made.version))
    check("put if an old version", client.write([changed], OPTIONS).results[0].applied, False)
    check("the value", client.get(key, OPTIONS).value, b"second")


def sessions(client, key):
    session = client.openSession(OPTIONS)
    first = Write(WriteKind.PUT, key, b"once", WriteId(session, 1, 1))
    answer = client.write([first], OPTIONS).results[0]
    client.put(key, b"by another", OPTIONS)
    repeated = client.write([first], OPTIONS).results[0]
    check("a repeated write gets the first answer", repeated.version, answer.version)
    check("and is not done twice", client.get(key, OPTIONS).value, b"by another")


def batches(client, key):
    keys = [key + str(i).encode() for i in range(100)]
    client.write([Write(kind=WriteKind.PUT, key=k, value=b"value of " + k) for k in keys], OPTIONS)
    found = client.read(keys + [key + b"missing"], OPTIONS).results
    check("a batch of reads", [r.value for r in found], [b"value of " + k for k in keys] + [None])
    client.write([Write(kind=WriteKind.DELETE, key=k) for k in keys], OPTIONS)
    check("after deletes", {r.value for r in client.read(keys, OPTIONS).results}, {None})


def main(addresses):
    if not addresses:
        sys.exit("usage: smoke.py host:port...")
    for address in addresses:
        with connected(address) as client:
            prefix = f"python {address} ".encode()
            for part in (plain_operations, any_bytes, conditions, sessions, batches):
                part(client, prefix + part.__name__.encode())
            client.put(prefix + b"seen by all", address.encode(), OPTIONS)
            ports = sorted(member.port for member in client.layout(1).members)
            check("members in the layout", len(ports), len(addresses))
    for address in addresses:
        with connected(address) as client:
            for writer in addresses:
                found = client.get(f"python {writer} seen by all".encode(), OPTIONS).value
                check(f"written through {writer}, read through {address}", found, writer.encode())
    print(f"all operations went right at {len(addresses)} nodes")


if __name__ == "__main__":
    main(sys.argv[1:])
