package io.catena.server.node;

import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.rpc.inbound.SlowReaders;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.CallOptions;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Layout;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receives requests and messages. A start binds the port before everything else, so that a node whose port is in use
 * has changed nothing; until the start is complete, each request is answered with an error that says to try again. On
 * the event loop.
 */
final class NodeEndpoint implements ClientRequests, AuditedRequests, NodeMessages, SlowReaders {
    private ClientRequests clients;
    private AuditedRequests admins;
    private NodeMessages nodes;
    private SlowReaders slowReaders;
    private volatile String starting = "";

    NodeEndpoint() {
        startWaitsFor("");
    }

    /** The start is complete: requests and messages are handed to these. */
    void open(ClientRequests newClients, AuditedRequests newAdmins, NodeMessages newNodes, SlowReaders newSlowReaders) {
        clients = newClients;
        admins = newAdmins;
        nodes = newNodes;
        slowReaders = newSlowReaders;
    }

    /**
     * Sets what the start waits for, which the answers name until the start is complete. From any thread.
     *
     * @param what continues "the node is starting"; empty if the start waits for nothing in particular
     */
    void startWaitsFor(String what) {
        starting = "the node is starting" + what + ", try again";
    }

    @Override
    public boolean isReady() {
        return clients != null;
    }

    private boolean isOpen(Reply<?> reply) {
        if (clients == null) {
            reply.fail(new Unavailable(starting, UnavailableReason.CHANGING));
        }
        return clients != null;
    }

    @Override
    public void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
        if (isOpen(reply)) {
            clients.write(writes, options, origin, reply);
        }
    }

    @Override
    public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        if (isOpen(reply)) {
            clients.read(keys, options, origin, reply);
        }
    }

    @Override
    public void openSession(CallOptions options, Origin origin, Reply<Long> reply) {
        if (isOpen(reply)) {
            clients.openSession(options, origin, reply);
        }
    }

    @Override
    public void layout(int chain, Reply<Layout> reply) {
        if (isOpen(reply)) {
            clients.layout(chain, reply);
        }
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        if (isOpen(reply)) {
            admins.status(reply);
        }
    }

    @Override
    public void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply) {
        if (isOpen(reply)) {
            admins.digest(chain, caller, reply);
        }
    }

    @Override
    public void settings(RemoteCaller caller, Reply<SettingsReport> reply) {
        if (isOpen(reply)) {
            admins.settings(caller, reply);
        }
    }

    @Override
    public void changeSettings(SettingsChange change, String token, RemoteCaller caller, Reply<SettingsReport> reply) {
        if (isOpen(reply)) {
            admins.changeSettings(change, token, caller, reply);
        }
    }

    /** Before the start is complete nobody is asked what it is. */
    @Override
    public void forbidden(String what, RemoteCaller caller, String why) {
        admins.forbidden(what, caller, why);
    }

    @Override
    public void access(RemoteCaller caller, Reply<AccessReport> reply) {
        if (isOpen(reply)) {
            admins.access(caller, reply);
        }
    }

    @Override
    public void changeAccess(String rules, long version, String token, RemoteCaller caller, Reply<AccessReport> reply) {
        if (isOpen(reply)) {
            admins.changeAccess(rules, version, token, caller, reply);
        }
    }

    @Override
    public void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply) {
        if (isOpen(reply)) {
            admins.testAccess(principal, key, reply);
        }
    }

    @Override
    public void placement(RemoteCaller caller, Reply<PlacementReport> reply) {
        if (isOpen(reply)) {
            admins.placement(caller, reply);
        }
    }

    @Override
    public void drain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        if (isOpen(reply)) {
            admins.drain(nodeId, token, caller, reply);
        }
    }

    @Override
    public void undrain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        if (isOpen(reply)) {
            admins.undrain(nodeId, token, caller, reply);
        }
    }

    @Override
    public void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply) {
        if (isOpen(reply)) {
            admins.planPlacement(question, caller, reply);
        }
    }

    @Override
    public void rebalance(String token, RemoteCaller caller, Reply<PlacementPlan> reply) {
        if (isOpen(reply)) {
            admins.rebalance(token, caller, reply);
        }
    }

    @Override
    public void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        if (admins == null) {
            reply.fail(new Refused(starting, RefusedReason.STOPPING));
        } else {
            admins.die(clean, force, token, caller, reply);
        }
    }

    @Override
    public void leave(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        if (admins == null) {
            reply.fail(new Refused(starting, RefusedReason.STOPPING));
        } else {
            admins.leave(clean, force, token, caller, reply);
        }
    }

    @Override
    public void received(Message.Envelope from, Message message, long memoryBytes) {
        if (nodes != null) {
            nodes.received(from, message, memoryBytes);
        }
    }

    /** Before the start is complete nothing is looked up. */
    @Override
    public void holdUp(long connection) {
        if (slowReaders != null) {
            slowReaders.holdUp(connection);
        }
    }

    @Override
    public void goOn(long connection) {
        if (slowReaders != null) {
            slowReaders.goOn(connection);
        }
    }
}
