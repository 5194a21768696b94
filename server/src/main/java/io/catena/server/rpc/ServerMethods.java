package io.catena.server.rpc;

import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResults;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.thrift.TSerializable;

/** The methods that the node serves, by name. Arguments are checked, and single operations become batches of one. */
final class ServerMethods {
    private final Map<String, ServerMethod<?, ?>> byName = new HashMap<>();

    ServerMethods(ClientRequests clients, AdminRequests admins) {
        addBatches(clients);
        addSingles(clients);
        addAdmin(admins);
    }

    /** Null if there is no such method. */
    ServerMethod<?, ?> get(String name) {
        return byName.get(name);
    }

    private void addBatches(ClientRequests clients) {
        add(Methods.WRITE, (args, connectionOrigin, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.writes(args.getWrites());
            clients.write(args.getWrites(), options, connectionOrigin.origin(options), reply);
        });
        add(Methods.READ, (args, connectionOrigin, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.keys(args.getKeys());
            clients.read(args.getKeys(), options, connectionOrigin.origin(options), reply);
        });
        add(Methods.OPEN_SESSION, (args, connectionOrigin, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            clients.openSession(options, connectionOrigin.origin(options), reply);
        });
        add(Methods.LAYOUT, (args, connectionOrigin, reply) -> clients.layout(args.getChain(), reply));
    }

    private void addSingles(ClientRequests clients) {
        add(Methods.PUT, (args, connectionOrigin, reply) -> {
            Write put = new Write(WriteKind.PUT, key(args.getKey()), false);
            put.setValue(args.getValue());
            writeOne(clients, put, args.getOptions(), connectionOrigin, reply);
        });
        add(
                Methods.REMOVE,
                (args, connectionOrigin, reply) -> writeOne(
                        clients,
                        new Write(WriteKind.DELETE, key(args.getKey()), false),
                        args.getOptions(),
                        connectionOrigin,
                        reply));
        add(Methods.GET, (args, connectionOrigin, reply) -> {
            List<ByteBuffer> keys = List.of(key(args.getKey()));
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.keys(keys);
            clients.read(
                    keys, options, connectionOrigin.origin(options), new FirstOf<>(reply, ReadResults::getResults));
        });
    }

    private static void writeOne(
            ClientRequests clients,
            Write write,
            CallOptions given,
            ConnectionOrigin connectionOrigin,
            Reply<WriteResult> reply)
            throws InvalidRequest {
        List<Write> writes = List.of(write);
        CallOptions options = RequestCheck.options(given);
        RequestCheck.writes(writes);
        clients.write(
                writes, options, connectionOrigin.origin(options), new FirstOf<>(reply, WriteResults::getResults));
    }

    private void addAdmin(AdminRequests admins) {
        add(Methods.STATUS, (args, connectionOrigin, reply) -> admins.status(reply));
        add(
                Methods.DIE,
                (args, connectionOrigin, reply) -> admins.die(
                        !args.isSetClean() || args.isClean(),
                        args.isForce(),
                        orEmpty(args.getToken()),
                        connectionOrigin.address(),
                        reply));
        add(
                Methods.LEAVE,
                (args, connectionOrigin, reply) -> admins.leave(
                        !args.isSetClean() || args.isClean(),
                        args.isForce(),
                        orEmpty(args.getToken()),
                        connectionOrigin.address(),
                        reply));
        add(Methods.DIGEST, (args, connectionOrigin, reply) -> admins.digest(args.getChain(), reply));
        add(Methods.SETTINGS, (args, connectionOrigin, reply) -> admins.settings(reply));
        add(
                Methods.CHANGE_SETTINGS,
                (args, connectionOrigin, reply) -> admins.changeSettings(
                        change(args.getChange()), orEmpty(args.getToken()), connectionOrigin.address(), reply));
    }

    private <A extends TSerializable, T> void add(RemoteMethod<A, T> method, ServerMethod.Action<A, T> action) {
        byName.put(method.name(), new ServerMethod<>(method, action));
    }

    private static ByteBuffer key(byte[] key) throws InvalidRequest {
        if (key == null) {
            throw new InvalidRequest("the key is missing");
        }
        return ByteBuffer.wrap(key);
    }

    private static SettingsChange change(SettingsChange change) throws InvalidRequest {
        if (change == null) {
            throw new InvalidRequest("the change is missing; name at least one setting");
        }
        return change;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** Takes the answer to a batch of one and gives its only result to the caller. */
    private record FirstOf<B, T>(Reply<T> reply, Function<B, List<T>> results) implements Reply<B> {
        @Override
        public void succeed(B batch) {
            List<T> one = results.apply(batch);
            if (one.size() == 1) {
                reply.succeed(one.get(0));
            } else {
                reply.fail(new IllegalStateException("a batch of one was answered with " + one.size() + " results"));
            }
        }

        @Override
        public void fail(Exception error) {
            reply.fail(error);
        }
    }
}
