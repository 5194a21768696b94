package io.catena.server.rpc;

import io.catena.thrift.DataDigest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.net.InetAddress;

/** What operators ask for. Called on the event loop; must not block. Who may do what is decided by the implementation. */
public interface AdminRequests {
    void status(Reply<NodeStatus> reply);

    /**
     * @param token what the caller shows as its right; empty if nothing. A secret: not to be logged.
     * @param caller the address that the connection comes from
     */
    void die(boolean clean, boolean force, String token, InetAddress caller, Reply<Void> reply);

    /** Parameters as for {@link #die}. */
    void leave(boolean clean, boolean force, String token, InetAddress caller, Reply<Void> reply);

    void digest(int chain, Reply<DataDigest> reply);

    void settings(Reply<SettingsReport> reply);

    /** Token and caller as for {@link #die}. */
    void changeSettings(SettingsChange change, String token, InetAddress caller, Reply<SettingsReport> reply);
}
