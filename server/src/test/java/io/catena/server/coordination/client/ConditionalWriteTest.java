package io.catena.server.coordination.client;

import static org.junit.Assert.assertEquals;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.CuttableProxy;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.client.ConditionalWrite.Outcome;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Writes to a znode that others write, too. */
public class ConditionalWriteTest {
    private static final String PATH = "/written";

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private CuttableProxy proxy;
    private ZooKeeperCalls calls;
    private ConditionalWrite write;

    @Before
    public void connect() throws Exception {
        proxy = rig.closing(new CuttableProxy(rig.server().getPort()));
        Cluster cluster = rig.connect(proxy.connectString());
        calls = cluster.calls();
        write = new ConditionalWrite(calls);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Outcome replace(int version, String content, CuratorOp... others) throws ZooKeeperUnavailable {
        return write.replace(PATH, version, bytes(content), others);
    }

    private String content() throws Exception {
        return new String(rig.admin().getData().forPath(PATH), StandardCharsets.UTF_8);
    }

    private void othersPut(String... contents) {
        try {
            for (String content : contents) {
                rig.put(PATH, content);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void whatIsThereInTheVersionThatWasSeenIsReplaced() throws Exception {
        assertEquals(Outcome.DONE, replace(ConditionalWrite.MISSING, "a"));
        assertEquals(Outcome.DONE, replace(0, "b"));
        assertEquals("b", content());
    }

    @Test
    public void whatOthersHaveReplacedStays() throws Exception {
        othersPut("a");
        assertEquals("made by others", Outcome.OVERTAKEN, replace(ConditionalWrite.MISSING, "b"));
        othersPut("c");
        assertEquals(Outcome.OVERTAKEN, replace(0, "b"));
        assertEquals("c", content());
    }

    @Test
    public void aConditionOnAnotherZnodeThatDoesNotHoldLeavesWhatIsThere() throws Exception {
        othersPut("a");
        rig.put("/other", "x");
        assertEquals(Outcome.OVERTAKEN, replace(0, "b", calls.checkOperation("/other", 7)));
        assertEquals("a", content());
        assertEquals(Outcome.DONE, replace(0, "b", calls.checkOperation("/other", 0)));
    }

    @Test
    public void aWriteWhoseAnswerIsLostIsKnownAsItsOwn() throws Exception {
        proxy.losesAnswerTo(OpCode.multi);
        assertEquals(Outcome.DONE, replace(ConditionalWrite.MISSING, "a"));
        proxy.losesAnswerTo(OpCode.multi);
        assertEquals(Outcome.DONE, replace(0, "b"));
        assertEquals("b", content());
    }

    @Test
    public void aWriteThatOthersMayHaveReplacedIsNotToldAsRefused() throws Exception {
        othersPut("a");
        proxy.losesAnswerTo(OpCode.multi, () -> othersPut("c"));
        assertEquals(Outcome.UNSURE, replace(0, "b"));
        assertEquals("c", content());
        othersPut("d", "e");
        assertEquals("this one cannot be told from it", Outcome.UNSURE, replace(2, "b"));
        rig.admin().delete().forPath(PATH);
        assertEquals(Outcome.UNSURE, replace(4, "b"));
    }
}
