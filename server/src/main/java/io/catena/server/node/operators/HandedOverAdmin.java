package io.catena.server.node.operators;

import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.server.runtime.Loops;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.DataDigest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators' requests that come on connections of other loops than the first one: they are handed over to it. Replies may be given
 * on any thread.
 */
public final class HandedOverAdmin implements AuditedRequests {
    private static final Logger LOG = LoggerFactory.getLogger(HandedOverAdmin.class);

    private final Loops loops;
    private final AuditedRequests admin;

    /** @param admin on the first loop; ready as soon as this one is */
    public HandedOverAdmin(Loops loops, AuditedRequests admin) {
        this.loops = loops;
        this.admin = admin;
    }

    private <T> void handOver(Reply<T> reply, Consumer<Reply<T>> request) {
        loops.handOver(Loops.FIRST, () -> {
            Once<T> once = new Once<>(reply);
            try {
                request.accept(once);
            } catch (RuntimeException e) {
                LOG.error("an operator's request failed with an exception that it does not declare", e);
                once.failUnlessAnswered(e);
            }
        });
    }

    /** Knows whether it was answered before its request has thrown an exception. */
    private static final class Once<T> implements Reply<T> {
        private final Reply<T> reply;
        private volatile boolean answered;

        Once(Reply<T> reply) {
            this.reply = reply;
        }

        @Override
        public void succeed(T value) {
            answered = true;
            reply.succeed(value);
        }

        @Override
        public void fail(Exception error) {
            answered = true;
            reply.fail(error);
        }

        void failUnlessAnswered(Exception error) {
            if (!answered) {
                reply.fail(error);
            }
        }
    }

    @Override
    public boolean isReady() {
        return admin.isReady();
    }

    @Override
    public void forbidden(String what, RemoteCaller caller, String why) {
        loops.handOver(Loops.FIRST, () -> admin.forbidden(what, caller, why));
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        handOver(reply, answer -> admin.status(answer));
    }

    @Override
    public void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        handOver(reply, answer -> admin.die(clean, force, token, caller, answer));
    }

    @Override
    public void leave(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        handOver(reply, answer -> admin.leave(clean, force, token, caller, answer));
    }

    @Override
    public void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply) {
        handOver(reply, answer -> admin.digest(chain, caller, answer));
    }

    @Override
    public void settings(RemoteCaller caller, Reply<SettingsReport> reply) {
        handOver(reply, answer -> admin.settings(caller, answer));
    }

    @Override
    public void changeSettings(SettingsChange change, String token, RemoteCaller caller, Reply<SettingsReport> reply) {
        handOver(reply, answer -> admin.changeSettings(change, token, caller, answer));
    }

    @Override
    public void access(RemoteCaller caller, Reply<AccessReport> reply) {
        handOver(reply, answer -> admin.access(caller, answer));
    }

    @Override
    public void changeAccess(String rules, long version, String token, RemoteCaller caller, Reply<AccessReport> reply) {
        handOver(reply, answer -> admin.changeAccess(rules, version, token, caller, answer));
    }

    @Override
    public void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply) {
        handOver(reply, answer -> admin.testAccess(principal, key, answer));
    }

    @Override
    public void placement(RemoteCaller caller, Reply<PlacementReport> reply) {
        handOver(reply, answer -> admin.placement(caller, answer));
    }

    @Override
    public void drain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        handOver(reply, answer -> admin.drain(nodeId, token, caller, answer));
    }

    @Override
    public void undrain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        handOver(reply, answer -> admin.undrain(nodeId, token, caller, answer));
    }

    @Override
    public void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply) {
        handOver(reply, answer -> admin.planPlacement(question, caller, answer));
    }

    @Override
    public void rebalance(String token, RemoteCaller caller, Reply<PlacementPlan> reply) {
        handOver(reply, answer -> admin.rebalance(token, caller, answer));
    }
}
