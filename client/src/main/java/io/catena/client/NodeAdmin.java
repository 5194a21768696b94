package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.DataDigest;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import io.catena.thrift.catenaConstants;
import java.net.InetAddress;
import org.apache.thrift.TException;

/**
 * What an operator asks of one node; nothing is repeated and nobody else is asked. Each call uses a connection of its own
 * and ends within the timeout. Thread-safe.
 */
public final class NodeAdmin {
    private final ServerAddress address;
    private final long timeoutMillis;
    private final NameLookup names;

    /** @param timeoutMillis 1 to 600,000 */
    public NodeAdmin(ServerAddress address, long timeoutMillis) {
        this(address, timeoutMillis, NameLookup.bySystem());
    }

    NodeAdmin(ServerAddress address, long timeoutMillis, NameLookup names) {
        this.address = address;
        this.timeoutMillis = Limits.timeoutMillis(timeoutMillis);
        this.names = names;
    }

    public ServerAddress address() {
        return address;
    }

    /**
     * Connects, and asks nothing.
     *
     * @return where it listens
     * @throws UnavailableException if it takes no connection in time; the message of its cause says why in a few words
     */
    public InetAddress knock() {
        try (Connection connection = new Connection(address, names)) {
            return connection.connect(Deadline.afterMillis(timeoutMillis));
        } catch (TException e) {
            throw unavailable(Problem.cannotConnect(address, e));
        }
    }

    /** @throws UnavailableException if the node does not answer in time */
    public NodeStatus status() {
        return call(CatenaAdmin.Client::status, false);
    }

    /**
     * Reads all of the node's data: give it time.
     *
     * @throws UnavailableException if the node does not answer in time, or has no data to tell of
     */
    public DataDigest digest() {
        return call(admin -> admin.digest(catenaConstants.DEFAULT_CHAIN), false);
    }

    /**
     * Ends the process.
     *
     * @param clean false: it halts on the spot, and the reply may never arrive
     * @param force also if it is the last member, or reads or writes stand without it
     * @param token the admin token; null if the node has none, which does from its own host
     * @throws RefusedException if the node will not
     * @throws UnavailableException if it cannot be reached
     * @throws OutcomeUnknownException if it was told and no reply came; an unclean death looks like that
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
     * What the cluster is to have as the settings that all nodes share, and what is in force.
     *
     * @throws UnavailableException if the node does not answer in time, or ZooKeeper does not
     */
    public SettingsReport settings() {
        return call(CatenaAdmin.Client::settings, false);
    }

    /**
     * Changes what the cluster is to have. It takes effect by itself; {@link #settings} tells when.
     *
     * @param token as for {@link #die}
     * @throws InvalidRequestException naming the permitted range, if it may not be used
     * @throws RefusedException if the token is not right, or if the chain would take no writes then and force was not set
     * @throws UnavailableException if nothing was changed
     * @throws OutcomeUnknownException if it may have been
     */
    public SettingsReport changeSettings(SettingsChange change, String token) {
        return call(admin -> admin.changeSettings(change, token), true);
    }

    private interface Request<T> {
        T on(CatenaAdmin.Client admin) throws TException;
    }

    private <T> T call(Request<T> request, boolean hasEffects) {
        Deadline limit = Deadline.afterMillis(timeoutMillis);
        try (Connection connection = new Connection(address, names)) {
            try {
                connection.connect(limit);
            } catch (TException e) {
                throw unavailable(Problem.cannotConnect(address, e));
            }
            return request.on(connection.admin(limit));
        } catch (Refused e) {
            throw new RefusedException(e.getReason(), address + " refuses: " + e.getMessage(), e);
        } catch (InvalidRequest e) {
            throw new InvalidRequestException(address + " refuses the call: " + e.getMessage() + "; change it");
        } catch (Unavailable e) {
            throw unavailable(Problem.said(address, null, e.getMessage()));
        } catch (OutcomeUnknown e) {
            throw new OutcomeUnknownException(address + " does not know: " + e.getMessage(), e);
        } catch (TException e) {
            throw hasEffects ? unknown(e) : unavailable(Problem.broken(address, e));
        }
    }

    private static UnavailableException unavailable(Problem problem) {
        return new UnavailableException(
                Reason.DEADLINE,
                problem.message() + "; check that a server runs there, or give it more time",
                problem.cause());
    }

    private OutcomeUnknownException unknown(TException e) {
        return new OutcomeUnknownException(
                Problem.broken(address, e).message() + " after the node was told; look at its status", e);
    }
}
