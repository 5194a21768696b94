package io.catena.server.coordination;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.Principal;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The access rules in ZooKeeper, and what a node makes of them. */
public class AccessZnodeTest {
    private static final byte[] KEY = "k".getBytes(StandardCharsets.UTF_8);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private Cluster cluster;
    private AccessZnode access;

    @Before
    public void joinCluster() throws Exception {
        cluster = rig.connect();
        cluster.establish(Optional.empty());
        access = cluster.access();
    }

    private static AccessRules readers(String... names) throws Exception {
        StringBuilder grants = new StringBuilder();
        for (String name : names) {
            grants.append(grants.isEmpty() ? "" : ",")
                    .append("{\"principal\":\"" + name + "\",\"allow\":[\"read\"],\"prefix\":\"\"}");
        }
        return AccessRulesText.parse("{\"grants\":[" + grants + "]}");
    }

    private Optional<AccessZnode.Written> change(AccessRules rules) throws ZooKeeperUnavailable {
        return access.replace(access.newestVersion(), rules);
    }

    private static boolean mayRead(AccessRules rules, String name) {
        return rules.mayRead(new Principal(name), KEY);
    }

    @Test
    public void whatIsWrittenDownIsReadByOthersAndItsVersionRises() throws Exception {
        assertEquals(0, access.fetch().version());
        assertEquals(1, access.replace(0, readers("a")).orElseThrow().version());
        assertEquals(2, access.replace(1, readers("b")).orElseThrow().version());
        AccessZnode.Written found = rig.connect().access().fetch();
        assertEquals(2, found.version());
        assertTrue(mayRead(found.rules(), "b"));
        assertFalse(mayRead(found.rules(), "a"));
    }

    @Test
    public void aChangeOfWhatWasChangedMeanwhileIsNotMade() throws Exception {
        access.replace(0, readers("a"));
        assertEquals(Optional.empty(), access.replace(0, readers("b")));
        assertTrue(mayRead(access.fetch().rules(), "a"));
        assertEquals(2, change(readers("b")).orElseThrow().version());
    }

    /** Curator repeats the write, which is refused because of the first one. */
    @Test
    public void aChangeWhoseAnswerIsLostIsKnownAsMade() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            AccessZnode far = rig.connect(proxy.connectString()).access();
            proxy.losesAnswerTo(OpCode.multi);
            assertEquals(1, far.replace(0, readers("a")).orElseThrow().version());
            proxy.losesAnswerTo(OpCode.multi);
            assertEquals(2, far.replace(1, readers("b")).orElseThrow().version());
            assertEquals(2, access.fetch().version());
            assertTrue(mayRead(access.fetch().rules(), "b"));
        }
    }

    @Test
    public void aChangeThatWasReplacedBeforeItsOutcomeIsKnownIsNotToldAsRefused() throws Exception {
        access.replace(0, readers("a"));
        try (CuttableProxy proxy = new CuttableProxy(rig.server().getPort())) {
            AccessZnode far = rig.connect(proxy.connectString()).access();
            AccessRules others = readers("c");
            proxy.losesAnswerTo(OpCode.multi, () -> changes(others));
            assertThrows(ZooKeeperUnavailable.class, () -> far.replace(1, readers("b")));
        }
        assertTrue(mayRead(access.fetch().rules(), "c"));
    }

    private void changes(AccessRules rules) {
        try {
            change(rules);
        } catch (ZooKeeperUnavailable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void whatCannotBeUnderstoodLeavesTheLastRulesInForce() throws Exception {
        access.replace(0, readers("a"));
        AccessNews news = access.news();
        for (String bad : new String[] {"garbage", "{\"format\":1}", "{\"format\":1,\"rules\":\"{}\"}"}) {
            rig.put(rig.znodes().access(), bad);
            assertThrows(bad, MalformedZnode.class, () -> access.fetch());
            assertThrows(bad, MalformedZnode.class, news::find);
            assertTrue(mayRead(news.rules(), "a"));
        }
        change(readers("b"));
        news.found(news.find());
        assertTrue(mayRead(news.rules(), "b"));
    }
}
