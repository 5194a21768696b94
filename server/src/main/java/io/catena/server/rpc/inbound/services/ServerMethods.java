package io.catena.server.rpc.inbound.services;

import io.catena.server.access.Access;
import io.catena.server.access.Principal;
import io.catena.server.access.TokenTable;
import io.catena.server.access.Tokens;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.Bytes;
import io.catena.server.rpc.Methods;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.PlacementQuestion;
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
import java.util.Optional;
import java.util.function.Function;
import org.apache.thrift.TSerializable;

/** The methods that the node serves, by name. Arguments are checked, and single operations become batches of one. */
public final class ServerMethods {
    private final Map<String, ServerMethod<?, ?>> byName = new HashMap<>();
    private final Access access;

    public ServerMethods(ClientRequests clients, AuditedRequests admins, Tokens tokens, Access access) {
        this.access = access;
        add(Methods.AUTHENTICATE, (args, caller, reply) -> {
            Optional<String> digest = TokenTable.digestOfShown(orEmpty(args.getToken()));
            Optional<Principal> bearer = digest.flatMap(tokens::bearerOf);
            if (bearer.isEmpty()) {
                caller.failed();
                throw new Forbidden(
                        "no principal has this token on this node; ask an operator for one (docs/security.md)");
            }
            caller.is(bearer.get(), () -> digest.flatMap(tokens::bearerOf).equals(bearer));
            reply.succeed(null);
        });
        addBatches(clients);
        addSingles(clients);
        addAdmin(admins);
    }

    /** Null if there is no such method. */
    public ServerMethod<?, ?> get(String name) {
        return byName.get(name);
    }

    private void addBatches(ClientRequests clients) {
        add(Methods.WRITE, (args, caller, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.writes(args.getWrites());
            write(clients, args.getWrites(), options, caller, reply);
        });
        add(Methods.READ, (args, caller, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.keys(args.getKeys());
            read(clients, args.getKeys(), options, caller, reply);
        });
        add(Methods.OPEN_SESSION, (args, caller, reply) -> {
            CallOptions options = RequestCheck.options(args.getOptions());
            clients.openSession(options, caller.origin(options, access), reply);
        });
        add(Methods.LAYOUT, (args, caller, reply) -> clients.layout(args.getChain(), reply));
    }

    private void addSingles(ClientRequests clients) {
        add(Methods.PUT, (args, caller, reply) -> {
            Write put = new Write(WriteKind.PUT, key(args.getKey()), false);
            put.setValue(args.getValue());
            writeOne(clients, put, args.getOptions(), caller, reply);
        });
        add(
                Methods.REMOVE,
                (args, caller, reply) -> writeOne(
                        clients,
                        new Write(WriteKind.DELETE, key(args.getKey()), false),
                        args.getOptions(),
                        caller,
                        reply));
        add(Methods.GET, (args, caller, reply) -> {
            List<ByteBuffer> keys = List.of(key(args.getKey()));
            CallOptions options = RequestCheck.options(args.getOptions());
            RequestCheck.keys(keys);
            read(clients, keys, options, caller, new FirstOf<>(reply, ReadResults::getResults));
        });
    }

    private void write(
            ClientRequests clients,
            List<Write> writes,
            CallOptions options,
            RemoteCaller caller,
            Reply<WriteResults> reply)
            throws Forbidden {
        Origin origin = caller.origin(options, access);
        if (clients.isReady()) {
            AccessCheck.writes(access, origin, writes);
        }
        clients.write(writes, options, origin, reply);
    }

    private void read(
            ClientRequests clients,
            List<ByteBuffer> keys,
            CallOptions options,
            RemoteCaller caller,
            Reply<ReadResults> reply)
            throws Forbidden {
        Origin origin = caller.origin(options, access);
        if (clients.isReady()) {
            AccessCheck.reads(access, origin, keys);
        }
        clients.read(keys, options, origin, reply);
    }

    private void writeOne(
            ClientRequests clients, Write write, CallOptions given, RemoteCaller caller, Reply<WriteResult> reply)
            throws InvalidRequest, Forbidden {
        List<Write> writes = List.of(write);
        CallOptions options = RequestCheck.options(given);
        RequestCheck.writes(writes);
        write(clients, writes, options, caller, new FirstOf<>(reply, WriteResults::getResults));
    }

    private void addAdmin(AuditedRequests admins) {
        inspection(admins, Methods.STATUS, (args, caller, reply) -> admins.status(reply));
        operation(
                admins,
                "end this node",
                Methods.DIE,
                (args, caller, reply) -> admins.die(
                        !args.isSetClean() || args.isClean(), args.isForce(), orEmpty(args.getToken()), caller, reply));
        operation(
                admins,
                "end the membership of this node",
                Methods.LEAVE,
                (args, caller, reply) -> admins.leave(
                        !args.isSetClean() || args.isClean(), args.isForce(), orEmpty(args.getToken()), caller, reply));
        inspection(admins, Methods.DIGEST, (args, caller, reply) -> admins.digest(args.getChain(), caller, reply));
        inspection(admins, Methods.SETTINGS, (args, caller, reply) -> admins.settings(caller, reply));
        operation(
                admins,
                "change settings",
                Methods.CHANGE_SETTINGS,
                (args, caller, reply) ->
                        admins.changeSettings(change(args.getChange()), orEmpty(args.getToken()), caller, reply));
        operation(admins, "see who may do what", Methods.ACCESS, (args, caller, reply) -> admins.access(caller, reply));
        operation(
                admins,
                "change who may do what",
                Methods.CHANGE_ACCESS,
                (args, caller, reply) -> admins.changeAccess(
                        orEmpty(args.getRules()), args.getVersion(), orEmpty(args.getToken()), caller, reply));
        operation(
                admins,
                "see who may do what",
                Methods.TEST_ACCESS,
                (args, caller, reply) ->
                        admins.testAccess(orEmpty(args.getPrincipal()), Bytes.of(key(args.getKey())), reply));
        addPlacement(admins);
    }

    private void addPlacement(AuditedRequests admins) {
        inspection(admins, Methods.PLACEMENT, (args, caller, reply) -> admins.placement(caller, reply));
        operation(
                admins,
                "drain a node",
                Methods.DRAIN,
                (args, caller, reply) ->
                        admins.drain(orEmpty(args.getNodeId()), orEmpty(args.getToken()), caller, reply));
        operation(
                admins,
                "end the draining of a node",
                Methods.UNDRAIN,
                (args, caller, reply) ->
                        admins.undrain(orEmpty(args.getNodeId()), orEmpty(args.getToken()), caller, reply));
        inspection(
                admins,
                Methods.PLAN_PLACEMENT,
                (args, caller, reply) -> admins.planPlacement(
                        args.isSetQuestion() ? args.getQuestion() : new PlacementQuestion(), caller, reply));
        operation(
                admins,
                "have chains placed anew",
                Methods.REBALANCE,
                (args, caller, reply) -> admins.rebalance(orEmpty(args.getToken()), caller, reply));
    }

    private <A extends TSerializable, T> void inspection(
            Readiness admins, RemoteMethod<A, T> method, ServerMethod.Action<A, T> action) {
        add(method, (args, caller, reply) -> {
            if (admins.isReady()) {
                AccessCheck.toInspect(access, caller);
            }
            action.run(args, caller, reply);
        });
    }

    private <A extends TSerializable, T> void operation(
            AuditedRequests admins, String what, RemoteMethod<A, T> method, ServerMethod.Action<A, T> action) {
        add(method, (args, caller, reply) -> {
            if (admins.isReady()) {
                requireOperator(admins, method.name(), caller, what);
            }
            action.run(args, caller, reply);
        });
    }

    private void requireOperator(AuditedRequests admins, String method, RemoteCaller caller, String what)
            throws Forbidden {
        try {
            AccessCheck.toOperate(access, caller, what);
        } catch (Forbidden e) {
            admins.forbidden(method, caller, e.getMessage());
            throw e;
        }
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
