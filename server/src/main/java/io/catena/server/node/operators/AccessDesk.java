package io.catena.server.node.operators;

import io.catena.server.access.Access;
import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.AccessRulesText.UnusableException;
import io.catena.server.access.Principal;
import io.catena.server.chain.Origin;
import io.catena.server.coordination.AccessZnode;
import io.catena.server.coordination.AccessZnode.Written;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.rpc.Reply;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and changes the access rules of the cluster in ZooKeeper, and tells what those in force say. On the event loop. */
public final class AccessDesk {
    private static final Logger LOG = LoggerFactory.getLogger(AccessDesk.class);

    private final AccessZnode znode;
    private final Supplier<AccessRules> inForce;
    private final Access access;
    private final OrderDesk orders;
    /** There is one question. */
    private final Questions<String, AccessReport> questions;

    /** @param inForce the rules by which this node goes */
    public AccessDesk(
            AccessZnode znode, Supplier<AccessRules> inForce, Access access, OrderDesk orders, QuestionDesk desk) {
        this.znode = znode;
        this.inForce = inForce;
        this.access = access;
        this.orders = orders;
        this.questions = desk.about(all -> readNow());
    }

    /** Whether callers are told apart. */
    boolean isEnforced() {
        return access.isEnforced();
    }

    void read(Origin asker, Reply<AccessReport> reply) {
        questions.ask("", asker, reply);
    }

    private AccessReport readNow() throws MalformedZnode, Unavailable {
        try {
            return report(znode.fetchNewest());
        } catch (ZooKeeperUnavailable e) {
            throw unavailable(e.getMessage());
        }
    }

    void change(String text, long version, Reply<AccessReport> reply) {
        AccessRules rules;
        try {
            rules = AccessRulesText.parse(text);
        } catch (UnusableException e) {
            reply.fail(new InvalidRequest(e.getMessage()));
            return;
        }
        orders.work(reply, () -> {
            Written written = changeNow(rules, version);
            LOG.info("an operator has changed the access rules: version {}", written.version());
            return report(written);
        });
    }

    private Written changeNow(AccessRules rules, long version) throws Refused, Unavailable, OutcomeUnknown {
        long found = newestVersion();
        if (version >= 0 && version != found) {
            throw overtaken();
        }
        try {
            return znode.replace(found, rules).orElseThrow(AccessDesk::overtaken);
        } catch (AccessDenied e) {
            throw AdminFailure.nothingChanged(e);
        } catch (ZooKeeperUnavailable e) {
            throw new OutcomeUnknown(
                    "the access rules may have been stored: " + e.getMessage() + "; 'catena access show' shows them");
        }
    }

    private long newestVersion() throws Unavailable {
        try {
            return znode.newestVersion();
        } catch (ZooKeeperUnavailable e) {
            throw AdminFailure.nothingChanged(e);
        }
    }

    private static Refused overtaken() {
        return new Refused("the access rules were changed in the meantime; read them again", RefusedReason.OVERTAKEN);
    }

    private AccessReport report(Written written) {
        return new AccessReport(AccessRulesText.of(written.rules()), written.version(), access.isEnforced());
    }

    void test(String name, byte[] key, Reply<AccessAnswer> reply) {
        if (!Principal.isName(name)) {
            reply.fail(new InvalidRequest("that is no name of a principal: " + Principal.RULE));
            return;
        }
        Principal principal = new Principal(name);
        AccessRules rules = inForce.get();
        reply.succeed(new AccessAnswer(
                rules.mayRead(principal, key),
                rules.mayWrite(principal, key),
                rules.isOperator(principal),
                rules.why(principal, key)));
    }

    private static Unavailable unavailable(String why) {
        return new Unavailable("the access rules: " + why, UnavailableReason.CHANGING);
    }
}
