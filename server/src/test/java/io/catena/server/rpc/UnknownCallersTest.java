package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.MINE;
import static io.catena.server.rpc.ProtectedRig.OTHER;
import static io.catena.server.rpc.ProtectedRig.TOKEN;
import static io.catena.server.rpc.ProtectedRig.key;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.TokenTable;
import io.catena.thrift.Catena;
import io.catena.thrift.Forbidden;
import io.catena.thrift.Unavailable;
import io.catena.tls.TlsMaterial;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** What callers may hold that have not said who they are, or no longer are who they were. */
public class UnknownCallersTest {
    private static final long LONG_MILLIS = 60_000;

    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    private Catena.Client nobody() throws Exception {
        return new Catena.Client(ends.over(ends.material(null)));
    }

    private Catena.Client writer() throws Exception {
        return new Catena.Client(ends.as("writer"));
    }

    private static boolean isForbidden(Catena.Client client) throws TException {
        try {
            client.get(OTHER, null);
            return false;
        } catch (Forbidden e) {
            return true;
        }
    }

    @Test
    public void aCallerThatDoesNotSayWhoItIsIsClosedInTimeHoweverMuchItCalls() throws Exception {
        rig.start(TestLimits.of("unknownMillis", 2_000));
        Catena.Client writer = writer();
        Catena.Client nobody = nobody();
        long begun = System.nanoTime();
        assertThrows(
                TTransportException.class,
                () -> await().pollInterval(20, TimeUnit.MILLISECONDS).until(() -> !isForbidden(nobody)));
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(1_500));
        assertEquals(
                1, rig.log.linesWith("has not said who it is within 2000 ms").size());
        assertEquals("c", writer.layout(1).getCluster());
    }

    @Test
    public void aConnectionThatBeginsNoHandshakeIsClosedInTime() throws Exception {
        rig.start(TestLimits.of("unknownMillis", 2_000));
        rig.raw().expectClosed();
    }

    @Test
    public void aCallerThatHasSaidWhoItIsStays() throws Exception {
        rig.start(TestLimits.of("unknownMillis", 2_000));
        Catena.Client bearer = nobody();
        bearer.authenticate(TOKEN);
        rig.raw().expectClosed();
        bearer.put(MINE, key("v"), null);
    }

    @Test
    public void callersThatAreUnknownTakeNothingFromThoseThatAreKnown() throws Exception {
        rig.start(TestLimits.of("maxConnections", 3, "unknownConnections", 3, "unknownMillis", LONG_MILLIS));
        Catena.Client before = writer();
        before.layout(1);
        for (int i = 0; i < 50; i++) {
            rig.raw();
        }
        await().until(() -> rig.counter("connections.refused") >= 47);
        before.put(MINE, key("v"), null);
        Catena.Client after = writer();
        after.put(MINE, key("w"), null);
        nobody();
        before.put(MINE, key("x"), null);
        await("two places and three unknown").until(() -> rig.counter("connections.open") == 5);
        assertTrue(rig.log
                        .linesWith("more than 3 connections have not said who they are")
                        .size()
                > 0);
    }

    @Test
    public void aCallerThatIsKnownByATokenNeedsAPlaceAsAnyClient() throws Exception {
        rig.start(TestLimits.of("maxConnections", 1, "firstWordMillis", LONG_MILLIS));
        Catena.Client first = nobody();
        first.authenticate(TOKEN);
        first.put(MINE, key("v"), null);
        Catena.Client second = nobody();
        second.authenticate(TOKEN);
        assertThrows(Unavailable.class, () -> second.put(MINE, key("w"), null));
        first.put(MINE, key("x"), null);
    }

    @Test
    public void callsThatAreForbiddenKeepNoPlace() throws Exception {
        rig.start(TestLimits.of("maxConnections", 1, "spareMillis", 1_000, "seatedMillis", LONG_MILLIS));
        Catena.Client without = new Catena.Client(ends.as("without-grants"));
        TlsMaterial writer = ends.material(ends.authority.certificate("writer").forAnyUse());
        await().pollInterval(50, TimeUnit.MILLISECONDS).until(() -> {
            assertTrue(isForbidden(without));
            try {
                new Catena.Client(ends.over(writer)).put(MINE, key("v"), null);
                return true;
            } catch (Unavailable e) {
                return false;
            }
        });
    }

    @Test
    public void aConnectionEndsWithItsToken() throws Exception {
        TokenTable[] table = {(TokenTable) rig.tokens};
        rig.tokens = digest -> table[0].bearerOf(digest);
        rig.start(TestLimits.of("firstWordMillis", 100));
        Catena.Client bearer = nobody();
        bearer.authenticate(TOKEN);
        Catena.Client writer = writer();
        table[0] = TokenTable.parse("# another line\nwriter " + TokenTable.digest(TOKEN));
        bearer.put(MINE, key("v"), null);
        table[0] = TokenTable.parse("reader " + TokenTable.digest(TOKEN));
        await().until(() -> rig.counter("connections.open") == 1);
        assertThrows(TTransportException.class, () -> bearer.put(MINE, key("w"), null));
        writer.put(MINE, key("x"), null);
        assertEquals(1, rig.log.linesWith("the token by which it is 'writer'").size());
    }
}
