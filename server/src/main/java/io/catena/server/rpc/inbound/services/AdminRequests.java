package io.catena.server.rpc.inbound.services;

import io.catena.server.rpc.Reply;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.DataDigest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;

/**
 * The requests of operators. Called on the event loop; must not block. The implementation decides whether the caller
 * may do what it asks for.
 */
public interface AdminRequests extends Readiness {
    void status(Reply<NodeStatus> reply);

    /**
     * @param token proves the right of the caller; empty if the caller sent none. It is a secret and must not be
     *     logged.
     * @param caller who has opened the connection
     */
    void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply);

    /** The parameters are those of {@link #die}. */
    void leave(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply);

    void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply);

    void settings(RemoteCaller caller, Reply<SettingsReport> reply);

    /** Token and caller are as for {@link #die}. */
    void changeSettings(SettingsChange change, String token, RemoteCaller caller, Reply<SettingsReport> reply);

    void access(RemoteCaller caller, Reply<AccessReport> reply);

    /**
     * @param rules as the caller wrote them
     * @param version of the rules that they are to replace; -1 for any
     */
    void changeAccess(String rules, long version, String token, RemoteCaller caller, Reply<AccessReport> reply);

    void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply);

    void placement(RemoteCaller caller, Reply<PlacementReport> reply);

    /** Token and caller are as for {@link #die}. */
    void drain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply);

    /** Token and caller are as for {@link #die}. */
    void undrain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply);

    void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply);

    /** Token and caller are as for {@link #die}. */
    void rebalance(String token, RemoteCaller caller, Reply<PlacementPlan> reply);
}
