package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.audit.AuditLog;
import io.catena.server.rpc.LogCapture;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.inbound.services.AdminRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsChange;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

/** Each order that changes something is written down with its outcome. */
public class AuditedAdminTest {
    private static final String TOKEN = "the-secret-token";

    private final LogCapture lines = new LogCapture(AuditLog.LOGGER);
    private final List<String> replied = new ArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AuditedAdmin admin = new AuditedAdmin(answering(), AuditLog.of("n1"));

    @After
    public void end() {
        lines.close();
    }

    /** Answers each request alike. */
    private AdminRequests answering() {
        return (AdminRequests) Proxy.newProxyInstance(
                AdminRequests.class.getClassLoader(), new Class<?>[] {AdminRequests.class}, (proxy, method, given) -> {
                    Reply<?> reply = (Reply<?>) given[given.length - 1];
                    if (failure.get() == null) {
                        reply.succeed(null);
                    } else {
                        reply.fail(failure.get());
                    }
                    return null;
                });
    }

    private <T> Reply<T> reply() {
        return new Reply<T>() {
            @Override
            public void succeed(T value) {
                replied.add(lines.linesWith("").size() + " done");
            }

            @Override
            public void fail(Exception error) {
                replied.add(lines.linesWith("").size() + " " + error.getMessage());
            }
        };
    }

    private void orderEverything() throws Exception {
        RemoteCaller caller = new RemoteCaller(InetAddress.getByName("10.0.0.7"), 1);
        admin.die(true, false, TOKEN, caller, reply());
        admin.leave(false, true, TOKEN, caller, reply());
        admin.changeSettings(new SettingsChange().setMinReplicas(2), TOKEN, caller, reply());
        admin.changeAccess("{\"grants\": []}", 7, TOKEN, caller, reply());
        admin.drain("n-2", TOKEN, caller, reply());
        admin.undrain("n-2", TOKEN, caller, reply());
        admin.rebalance(TOKEN, caller, reply());
    }

    private void assertWritten(String outcome) {
        for (String what : List.of("die", "leave", "changeSettings", "changeAccess", "drain", "undrain", "rebalance")) {
            List<String> written = lines.linesWith("\"what\":\"" + what + "\"");
            assertEquals(what, 1, written.size());
            assertTrue(written.get(0), written.get(0).contains("\"outcome\":\"" + outcome + "\""));
            assertTrue(written.get(0), written.get(0).contains("\"from\":\"10.0.0.7\""));
            assertFalse(written.get(0), written.get(0).contains(TOKEN));
        }
    }

    @Test
    public void whatIsDoneIsWrittenDownBeforeItIsAnswered() throws Exception {
        orderEverything();
        assertWritten("DONE");
        assertEquals(List.of("1 done", "2 done", "3 done", "4 done", "5 done", "6 done", "7 done"), replied);
        assertEquals(
                1, lines.linesWith("\"clean\":\"false\",\"force\":\"true\"").size());
        assertEquals(1, lines.linesWith("minReplicas=2").size());
        assertEquals(1, lines.linesWith("\"replacedVersion\":\"7\"").size());
        assertEquals(2, lines.linesWith("\"node\":\"n-2\"").size());
    }

    @Test
    public void aRefusalIsWrittenDownWithItsReason() throws Exception {
        failure.set(new Refused("it is the last member", RefusedReason.LAST_MEMBER));
        orderEverything();
        assertWritten("REFUSED");
        assertEquals(7, lines.linesWith("it is the last member").size());
    }

    @Test
    public void whatMayHaveBeenDoneIsUnknown() throws Exception {
        failure.set(new OutcomeUnknown("may have been stored"));
        orderEverything();
        assertWritten("UNKNOWN");
    }

    @Test
    public void anUnexpectedFailureIsUnknownToo() throws Exception {
        failure.set(new IllegalStateException("broken"));
        orderEverything();
        assertWritten("UNKNOWN");
    }

    @Test
    public void theRefusalOfACallerThatIsNoOperatorIsWrittenDown() throws Exception {
        admin.forbidden("leave", new RemoteCaller(InetAddress.getByName("10.0.0.8"), 1), "reports is no operator");
        assertEquals(1, lines.linesWith("reports is no operator").size());
        assertEquals(1, lines.linesWith("\"what\":\"leave\"").size());
    }

    @Test
    public void whatOnlyReadsIsNot() throws Exception {
        RemoteCaller caller = new RemoteCaller(InetAddress.getByName("10.0.0.7"), 1);
        admin.status(reply());
        admin.settings(caller, reply());
        admin.access(caller, reply());
        admin.digest(1, caller, reply());
        admin.testAccess("a", new byte[1], reply());
        admin.placement(caller, reply());
        admin.planPlacement(new PlacementQuestion(), caller, reply());
        assertEquals(7, replied.size());
        assertEquals(List.of(), lines.linesWith(""));
    }
}
