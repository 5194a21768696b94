package io.catena.server.node.operators;

import io.catena.server.audit.AuditLog;
import io.catena.server.audit.AuditLog.Order;
import io.catena.server.chain.Escaped;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.AdminRequests;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.DataDigest;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.thrift.TException;

/**
 * Passes operators' requests on, and writes down those that change something, when their outcome is known: the end of a node before
 * it ends.
 */
public final class AuditedAdmin implements AuditedRequests {
    private static final int MOST_ID_CHARACTERS = 100;

    private final AdminRequests admin;
    private final AuditLog audit;

    public AuditedAdmin(AdminRequests admin, AuditLog audit) {
        this.admin = admin;
        this.audit = audit;
    }

    private static Order order(RemoteCaller caller, String what, Map<String, String> with) {
        return new Order(
                caller.principal().isKnown() ? caller.principal().name() : "",
                caller.address().getHostAddress(),
                what,
                new TreeMap<>(with));
    }

    /** Writes the order down when it is answered. */
    private <T> Reply<T> audited(Order order, Reply<T> reply) {
        return new Reply<T>() {
            @Override
            public void succeed(T value) {
                audit.done(order);
                reply.succeed(value);
            }

            @Override
            public void fail(Exception error) {
                String reason = String.valueOf(error.getMessage());
                // Any other exception may come from the middle of the work.
                if (error instanceof OutcomeUnknown || !(error instanceof TException)) {
                    audit.unknown(order, reason);
                } else {
                    audit.refused(order, reason);
                }
                reply.fail(error);
            }
        };
    }

    @Override
    public boolean isReady() {
        return admin.isReady();
    }

    @Override
    public void forbidden(String what, RemoteCaller caller, String why) {
        audit.refused(order(caller, what, Map.of()), why);
    }

    @Override
    public void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        admin.die(clean, force, token, caller, audited(order(caller, "die", ending(clean, force)), reply));
    }

    @Override
    public void leave(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        admin.leave(clean, force, token, caller, audited(order(caller, "leave", ending(clean, force)), reply));
    }

    private static Map<String, String> ending(boolean clean, boolean force) {
        return Map.of("clean", Boolean.toString(clean), "force", Boolean.toString(force));
    }

    @Override
    public void changeSettings(SettingsChange change, String token, RemoteCaller caller, Reply<SettingsReport> reply) {
        Map<String, String> with =
                Map.of("settings", WireSettings.given(change).toString(), "force", Boolean.toString(change.isForce()));
        admin.changeSettings(change, token, caller, audited(order(caller, "changeSettings", with), reply));
    }

    /** The rules may be long: which they are can be told by their digest, and read with {@code access show}. */
    @Override
    public void changeAccess(String rules, long version, String token, RemoteCaller caller, Reply<AccessReport> reply) {
        Map<String, String> with = Map.of("rulesSha256", sha256(rules), "replacedVersion", Long.toString(version));
        admin.changeAccess(rules, version, token, caller, audited(order(caller, "changeAccess", with), reply));
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void drain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        admin.drain(nodeId, token, caller, audited(order(caller, "drain", node(nodeId)), reply));
    }

    @Override
    public void undrain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        admin.undrain(nodeId, token, caller, audited(order(caller, "undrain", node(nodeId)), reply));
    }

    @Override
    public void rebalance(String token, RemoteCaller caller, Reply<PlacementPlan> reply) {
        admin.rebalance(token, caller, audited(order(caller, "rebalance", Map.of()), reply));
    }

    /** A caller may send any text as the name of a node. */
    private static Map<String, String> node(String nodeId) {
        return Map.of("node", Escaped.of(nodeId, MOST_ID_CHARACTERS));
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        admin.status(reply);
    }

    @Override
    public void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply) {
        admin.digest(chain, caller, reply);
    }

    @Override
    public void settings(RemoteCaller caller, Reply<SettingsReport> reply) {
        admin.settings(caller, reply);
    }

    @Override
    public void access(RemoteCaller caller, Reply<AccessReport> reply) {
        admin.access(caller, reply);
    }

    @Override
    public void placement(RemoteCaller caller, Reply<PlacementReport> reply) {
        admin.placement(caller, reply);
    }

    @Override
    public void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply) {
        admin.planPlacement(question, caller, reply);
    }

    @Override
    public void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply) {
        admin.testAccess(principal, key, reply);
    }
}
