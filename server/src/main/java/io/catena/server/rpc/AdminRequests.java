package io.catena.server.rpc;

import io.catena.thrift.DataDigest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.net.InetAddress;

/**
 * The requests of operators. Called on the event loop; must not block. The implementation decides whether the caller
 * may do what it asks for.
 */
public interface AdminRequests {
    void status(Reply<NodeStatus> reply);

    /**
     * @param token proves the right of the caller; empty if the caller sent none. It is a secret and must not be
     *     logged.
     * @param caller the address that the connection comes from
     */
    void die(boolean clean, boolean force, String token, InetAddress caller, Reply<Void> reply);

    /** The parameters are those of {@link #die}. */
    void leave(boolean clean, boolean force, String token, InetAddress caller, Reply<Void> reply);

    void digest(int chain, Reply<DataDigest> reply);

    void settings(Reply<SettingsReport> reply);

    /** Token and caller are as for {@link #die}. */
    void changeSettings(SettingsChange change, String token, InetAddress caller, Reply<SettingsReport> reply);
}
