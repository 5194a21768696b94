package io.catena.client;

import io.catena.thrift.AccessReport;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.Refused;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import java.net.InetAddress;
import org.apache.thrift.TException;

/**
 * What an operator asks of one node. No call is repeated, and no other node is asked. Each call uses a connection of its
 * own and ends within the timeout. Thread-safe.
 */
public final class NodeAdmin {
    private final ServerAddress address;
    private final long timeoutMillis;
    private final ServerAccess access;

    /**
     * In plain text.
     *
     * @param timeoutMillis 1 to 600,000 ms
     */
    public NodeAdmin(ServerAddress address, long timeoutMillis) {
        this(address, timeoutMillis, ServerAccess.plainText());
    }

    /**
     * @param timeoutMillis 1 to 600,000 ms
     * @param access is not closed by this
     */
    public NodeAdmin(ServerAddress address, long timeoutMillis, ServerAccess access) {
        this.address = address;
        this.timeoutMillis = RequestLimits.timeoutMillis(timeoutMillis);
        this.access = access;
    }

    /**
     * For the same node, whose name is not looked up any more.
     *
     * @param found as {@link #tryConnect} has returned it
     * @param otherTimeoutMillis 1 to 600,000 ms
     */
    public NodeAdmin at(InetAddress found, long otherTimeoutMillis) {
        return new NodeAdmin(address, otherTimeoutMillis, access.with(new NameLookup(host -> found)));
    }

    public ServerAddress address() {
        return address;
    }

    /**
     * Connects, sends nothing, and closes the connection; so TLS does not begin either.
     *
     * @return the address at which the node listens
     * @throws UnavailableException if the node takes no connection in time; the message of its cause says why in a few words
     */
    public InetAddress tryConnect() {
        try (Connection connection = access.newConnection(address)) {
            return connection.openSocket(Deadline.afterMillis(timeoutMillis));
        } catch (TException e) {
            throw unavailable(Problem.cannotConnect(address, e));
        }
    }

    /** @throws UnavailableException if the node does not answer in time */
    public NodeStatus status() {
        return call(CatenaAdmin.Client::status, false);
    }

    /**
     * Lets the node read all of its data of a chain; the more it has, the longer the timeout must be.
     *
     * @throws InvalidRequestException if the node has no such chain
     * @throws UnavailableException if the node does not answer in time, or has no data
     */
    public DataDigest digest(int chain) {
        return call(admin -> admin.digest(chain), false);
    }

    /**
     * Ends the process.
     *
     * @param clean false: the process halts on the spot, and the reply may never arrive
     * @param force true: also if the node is the last member, or if the chain takes no reads or writes without it
     * @param token the admin token; null is enough for a node that has none, on the node's own host
     * @throws RefusedException if the node does not do it
     * @throws UnavailableException if the node cannot be reached
     * @throws OutcomeUnknownException if the node was asked and did not reply; after an end on the spot that is usual
     */
    public void die(boolean clean, boolean force, String token) {
        call(
                admin -> {
                    admin.die(clean, force, token);
                    return true;
                },
                true);
    }

    /** Ends the membership and the process; otherwise like {@link #die}. */
    public void leave(boolean clean, boolean force, String token) {
        call(
                admin -> {
                    admin.leave(clean, force, token);
                    return true;
                },
                true);
    }

    /**
     * Tells the settings that all nodes share: which are wanted, and which are in force.
     *
     * @throws UnavailableException if the node does not answer in time, or ZooKeeper does not
     */
    public SettingsReport settings() {
        return call(CatenaAdmin.Client::settings, false);
    }

    /**
     * Changes the wanted settings. The change takes effect by itself; {@link #settings} tells when.
     *
     * @param token as for {@link #die}
     * @throws InvalidRequestException if a value is not permitted; the message names the permitted range
     * @throws RefusedException if the token is not right, or if the chain would take no writes then and force was not set
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the settings may have been changed
     */
    public SettingsReport changeSettings(SettingsChange change, String token) {
        return call(admin -> admin.changeSettings(change, token), true);
    }

    /**
     * Writes down who may do what: see {@link ClusterAdmin#changeAccess}.
     *
     * @throws RefusedException if another change came between
     * @throws OutcomeUnknownException if the rules may have been changed
     */
    public AccessReport changeAccess(String rules, long version, String token) {
        return call(admin -> admin.changeAccess(rules, version, token), true);
    }

    /** Wishes that a node carries nothing: see {@link ClusterAdmin#drain}. */
    public PlacementReport drain(String nodeId, String token) {
        return call(admin -> admin.drain(nodeId, token), true);
    }

    /** Takes that back: see {@link ClusterAdmin#undrain}. */
    public PlacementReport undrain(String nodeId, String token) {
        return call(admin -> admin.undrain(nodeId, token), true);
    }

    /** Works out what would move: see {@link ClusterAdmin#planPlacement}. */
    public PlacementPlan planPlacement(PlacementQuestion question) {
        return call(admin -> admin.planPlacement(question), false);
    }

    /** Has chains placed anew: see {@link ClusterAdmin#rebalance}. */
    public PlacementPlan rebalance(String token) {
        return call(admin -> admin.rebalance(token), true);
    }

    private interface Request<T> {
        T on(CatenaAdmin.Client admin) throws TException;
    }

    private <T> T call(Request<T> request, boolean hasEffects) {
        Deadline limit = Deadline.afterMillis(timeoutMillis);
        try (Connection connection = access.newConnection(address)) {
            try {
                connection.connect(limit);
            } catch (Forbidden e) {
                throw e;
            } catch (TException e) {
                throw unavailable(Problem.cannotConnect(address, e));
            }
            return request.on(connection.admin(limit));
        } catch (Refused e) {
            throw new RefusedException(e.getReason(), address + " refuses: " + e.getMessage(), e);
        } catch (Forbidden e) {
            throw Ending.forbidden(address, e).exception();
        } catch (InvalidRequest e) {
            throw new InvalidRequestException(address + " refuses the call: " + e.getMessage() + "; change it");
        } catch (Unavailable e) {
            throw unavailable(Problem.said(address, e));
        } catch (OutcomeUnknown e) {
            throw new OutcomeUnknownException(address + " does not know: " + e.getMessage(), e);
        } catch (TException e) {
            throw hasEffects ? unknown(e) : unavailable(Problem.broken(address, e));
        }
    }

    private static UnavailableException unavailable(Problem problem) {
        return problem.exception("", "; check that a server runs there, or give it more time");
    }

    private OutcomeUnknownException unknown(TException e) {
        return new OutcomeUnknownException(
                Problem.broken(address, e).message() + " after the node was told; look at its status", e);
    }
}
