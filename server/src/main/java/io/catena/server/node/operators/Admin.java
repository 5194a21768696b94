package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.node.health.StatusReport;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.AdminRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.DataDigest;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators' requests. On the node's first loop. */
public final class Admin implements AdminRequests {
    /** The ways in which a request ends the node. */
    public interface Ending {
        boolean isStopping();

        /**
         * Ends the node, unless it ends already. Of calls at the same time one ends it.
         *
         * @param first is done before, if this call ends the node
         * @return false if the node was ending already, and nothing was done
         */
        boolean die(boolean clean, Runnable first);

        /** Likewise; the node does not come back. */
        boolean leave(boolean clean, Runnable first);
    }

    /** What callers must show. */
    public interface Secret {
        boolean isShownBy(String shown);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Admin.class);

    private final StatusReport status;
    private final Consequences consequences;
    private final SettingsDesk settings;
    private final AccessDesk access;
    private final PlacementDesk placement;
    private final PlanDesk plan;
    private final DigestDesk digests;
    private final Secret token;
    private final Ending ending;

    /**
     * @param token the secret that callers must show, from any host; null if callers on this host need none and others
     *     are refused
     */
    public Admin(
            StatusReport status,
            Consequences consequences,
            SettingsDesk settings,
            AccessDesk access,
            PlacementDesk placement,
            PlanDesk plan,
            DigestDesk digests,
            Secret token,
            Ending ending) {
        this.status = status;
        this.consequences = consequences;
        this.settings = settings;
        this.access = access;
        this.placement = placement;
        this.plan = plan;
        this.digests = digests;
        this.token = token;
        this.ending = ending;
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        status.tell(reply::succeed);
    }

    @Override
    public void die(boolean clean, boolean force, String shown, RemoteCaller caller, Reply<Void> reply) {
        whenItMayEnd(
                force,
                shown,
                caller,
                "die",
                "until it is started again",
                reply,
                () -> ending.die(clean, () -> {
                    tellLog("die", clean, caller);
                    reply.succeed(null);
                }));
    }

    @Override
    public void leave(boolean clean, boolean force, String shown, RemoteCaller caller, Reply<Void> reply) {
        whenItMayEnd(
                force,
                shown,
                caller,
                "leave",
                "for good, with all of its data",
                reply,
                () -> ending.leave(clean, () -> {
                    tellLog("leave", clean, caller);
                    reply.succeed(null);
                }));
    }

    @Override
    public void settings(RemoteCaller caller, Reply<SettingsReport> reply) {
        settings.read(caller.origin(), reply);
    }

    @Override
    public void changeSettings(SettingsChange change, String shown, RemoteCaller caller, Reply<SettingsReport> reply) {
        GivenSettings given = WireSettings.given(change);
        if (!isAuthorized(shown, caller)) {
            reply.fail(new Refused("changing settings" + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        } else if (given.isEmpty()) {
            reply.fail(new InvalidRequest("the request changes no setting; name at least one"));
        } else {
            settings.change(given, change.isForce(), reply);
        }
    }

    @Override
    public void access(RemoteCaller caller, Reply<AccessReport> reply) {
        access.read(caller.origin(), reply);
    }

    @Override
    public void changeAccess(String rules, long version, String shown, RemoteCaller caller, Reply<AccessReport> reply) {
        if (isAuthorized(shown, caller)) {
            access.change(rules, version, reply);
        } else {
            reply.fail(new Refused("changing the access rules" + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        }
    }

    @Override
    public void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply) {
        access.test(principal, key, reply);
    }

    @Override
    public void placement(RemoteCaller caller, Reply<PlacementReport> reply) {
        placement.read(caller.origin(), reply);
    }

    @Override
    public void drain(String nodeId, String shown, RemoteCaller caller, Reply<PlacementReport> reply) {
        if (isAuthorized(shown, caller)) {
            placement.drain(nodeId, reply);
        } else {
            reply.fail(new Refused("draining a node" + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        }
    }

    @Override
    public void undrain(String nodeId, String shown, RemoteCaller caller, Reply<PlacementReport> reply) {
        if (isAuthorized(shown, caller)) {
            placement.undrain(nodeId, reply);
        } else {
            reply.fail(new Refused("ending the draining of a node" + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        }
    }

    @Override
    public void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply) {
        plan.plan(question, caller.origin(), reply);
    }

    @Override
    public void rebalance(String shown, RemoteCaller caller, Reply<PlacementPlan> reply) {
        if (isAuthorized(shown, caller)) {
            plan.rebalance(reply);
        } else {
            reply.fail(new Refused("having chains placed anew" + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        }
    }

    /** The last line of a log must say why the log ends. */
    private static void tellLog(String verb, boolean clean, RemoteCaller caller) {
        LOG.warn(
                "an operator's {} from {} ends this node{}",
                verb,
                caller,
                clean ? "" : " on the spot, without leaving the chain first");
    }

    /**
     * The look at the chains takes its time on a node of several loops, and another order or a signal may end the node meanwhile: so the
     * end itself tells whether it is this order's.
     *
     * @param end returns false if the node was ending already
     */
    private void whenItMayEnd(
            boolean force,
            String shown,
            RemoteCaller caller,
            String verb,
            String howLong,
            Reply<Void> reply,
            BooleanSupplier end) {
        if (!isAuthorized(shown, caller)) {
            reply.fail(new Refused(verb + whatItNeeds(), RefusedReason.NOT_AUTHORIZED));
        } else if (ending.isStopping()) {
            reply.fail(stopping());
        } else if (force) {
            end(end, reply);
        } else {
            consequences.ofEnding(howLong, refusal -> refusal.ifPresentOrElse(reply::fail, () -> end(end, reply)));
        }
    }

    private static void end(BooleanSupplier end, Reply<Void> reply) {
        if (!end.getAsBoolean()) {
            reply.fail(stopping());
        }
    }

    private static Refused stopping() {
        return new Refused("the node is stopping already", RefusedReason.STOPPING);
    }

    private boolean isAuthorized(String shown, RemoteCaller caller) {
        return token != null
                ? token.isShownBy(shown)
                : access.isEnforced() || caller.address().isLoopbackAddress() || isOwnAddress(caller.address());
    }

    private String whatItNeeds() {
        return token != null
                ? " needs the content of the node's --admin-token-file; name a file that has it with --admin-token-file"
                : " is taken from the node's own host only, because the node has no --admin-token-file";
    }

    private static boolean isOwnAddress(InetAddress caller) {
        try {
            return NetworkInterface.getByInetAddress(caller) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply) {
        digests.digest(chain, caller.origin(), reply);
    }
}
