package io.catena.server.node;

import io.catena.server.rpc.AdminRequests;
import io.catena.server.rpc.Reply;
import io.catena.server.storage.Digest;
import io.catena.server.storage.ReplicaStore;
import io.catena.thrift.DataDigest;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a node does with an operator's request. On the event loop. */
final class Admin implements AdminRequests {
    /** How the node ends. */
    interface Ending {
        boolean isStopping();

        void die(boolean clean);

        void leave(boolean clean);
    }

    private final StatusReport status;
    private final LocalReplica replica;
    private final ChainLayout layout;
    private final ReplicaStore store;
    /** A digest reads all data: one at a time, and on no thread that the chain waits for. */
    private final AtomicBoolean digesting = new AtomicBoolean();

    private final byte[] token;
    private final Ending ending;

    /** @param token what callers from other hosts must show; null if they are always refused */
    Admin(
            StatusReport status,
            LocalReplica replica,
            ChainLayout layout,
            ReplicaStore store,
            String token,
            Ending ending) {
        this.status = status;
        this.replica = replica;
        this.layout = layout;
        this.store = store;
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.ending = ending;
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        reply.succeed(status.now());
    }

    @Override
    public void die(boolean clean, boolean force, String shown, InetAddress caller, Reply<Void> reply) {
        if (mayEnd(force, shown, caller, "die", "until it is started again", reply)) {
            reply.succeed(null);
            ending.die(clean);
        }
    }

    @Override
    public void leave(boolean clean, boolean force, String shown, InetAddress caller, Reply<Void> reply) {
        if (mayEnd(force, shown, caller, "leave", "for good, with all of its data", reply)) {
            reply.succeed(null);
            ending.leave(clean);
        }
    }

    private boolean mayEnd(
            boolean force, String shown, InetAddress caller, String verb, String howLong, Reply<Void> reply) {
        if (!isAuthorized(shown, caller)) {
            reply.fail(new Refused(
                    verb + " from another host needs the content of the node's --admin-token-file",
                    RefusedReason.NOT_AUTHORIZED));
        } else if (ending.isStopping()) {
            reply.fail(new Refused("the node is stopping already", RefusedReason.STOPPING));
        } else if (replica.isLastMember() && !force) {
            reply.fail(new Refused(
                    "this is the last member of chain " + layout.chain() + ": without it the chain is unavailable "
                            + howLong + "; --force overrules",
                    RefusedReason.LAST_MEMBER));
        } else {
            return true;
        }
        return false;
    }

    private boolean isAuthorized(String shown, InetAddress caller) {
        if (caller.isLoopbackAddress() || isOwnAddress(caller)) {
            return true;
        }
        return token != null && MessageDigest.isEqual(token, shown.strip().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOwnAddress(InetAddress caller) {
        try {
            return NetworkInterface.getByInetAddress(caller) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public void digest(int chain, Reply<DataDigest> reply) {
        if (chain != layout.chain()) {
            reply.fail(new InvalidRequest("there is no chain " + chain + " on this node"));
            return;
        }
        if (!digesting.compareAndSet(false, true)) {
            reply.fail(new Unavailable("a digest is being made already, try again", UnavailableReason.OVERLOADED));
            return;
        }
        Thread thread = new Thread(() -> makeDigest(reply), "catena-digest");
        thread.setDaemon(true);
        thread.start();
    }

    private void makeDigest(Reply<DataDigest> reply) {
        try {
            Digest digest = store.digest();
            reply.succeed(new DataDigest(digest.applied(), digest.hex(), digest.keys()));
        } catch (RuntimeException e) {
            reply.fail(new Unavailable("the data cannot be read now: " + e.getMessage(), UnavailableReason.CHANGING));
        } finally {
            digesting.set(false);
        }
    }
}
