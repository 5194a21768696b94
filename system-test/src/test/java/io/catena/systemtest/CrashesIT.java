package io.catena.systemtest;

import static org.junit.Assert.assertEquals;

import io.catena.thrift.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** A chain of three under load: nodes are killed and suspended; no acknowledged write is ever lost. */
public class CrashesIT {
    private static final int HEAD = 0;
    private static final int MIDDLE = 1;
    private static final int TAIL = 2;

    @ClassRule
    public static final LiveCluster LIVE = new LiveCluster();

    @Rule
    public final TestRule each = LIVE.eachTest();

    private final LocalCluster localCluster = LIVE.localCluster();

    @Test
    public void row01_the_chain_survives_kill_9_of_head_then_middle_then_tail() throws Exception {
        for (int role : List.of(HEAD, MIDDLE, TAIL)) {
            NodeProcess killed = LIVE.chain().get(role);
            killed.kill();
            assertEquals(2, LIVE.checked().size());
            killed.start();
            assertEquals(
                    "a node that returns stands at the tail",
                    killed,
                    LIVE.checked().get(TAIL));
        }
    }

    @Test
    public void row01_one_member_of_three_goes_on_when_two_are_killed_at_once() throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        chain.get(HEAD).kill();
        chain.get(TAIL).kill();
        assertEquals(List.of(chain.get(MIDDLE)), LIVE.checked());
        chain.get(HEAD).start();
        chain.get(TAIL).start();
        assertEquals(3, LIVE.checked().size());
    }

    @Test
    public void row02_all_killed_under_load_and_started_in_any_order_hold_every_acknowledged_write() throws Exception {
        long seed = System.nanoTime();
        LiveCluster.say("  seed " + seed);
        List<NodeProcess> nodes = new ArrayList<>(LIVE.chain());
        nodes.forEach(NodeProcess::kill);
        Collections.shuffle(nodes, new Random(seed));
        nodes.forEach(NodeProcess::start);
        assertEquals(3, LIVE.checked().size());
    }

    @Test
    public void row02_while_the_last_live_member_stays_away_the_chain_names_it_and_waits() throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        NodeProcess last = chain.get(MIDDLE);
        chain.get(HEAD).kill();
        chain.get(TAIL).kill();
        LIVE.checked();
        String nodeId = last.status().getNodeId();
        last.kill();
        chain.get(HEAD).start();
        chain.get(TAIL).start();
        Awaitility.await("the note")
                .atMost(Duration.ofSeconds(30))
                .until(() -> localCluster
                        .layoutAt(chain.get(HEAD))
                        .map(Layout::getNote)
                        .filter(note -> note.contains(nodeId))
                        .isPresent());
        last.start();
        assertEquals("the one that was waited for leads", last, LIVE.checked().get(HEAD));
    }

    @Test
    public void row05_a_pause_shorter_than_the_session_changes_no_configuration() throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        long epoch = epochAt(chain.get(HEAD));
        chain.get(MIDDLE).suspend();
        LiveCluster.rest(Duration.ofMillis(900));
        chain.get(MIDDLE).resume();
        assertEquals(chain, LIVE.checked());
        assertEquals(epoch, epochAt(chain.get(HEAD)));
    }

    @Test
    public void row04_a_member_that_slept_longer_than_its_session_serves_nothing_stale_and_rejoins() throws Exception {
        for (int role : List.of(HEAD, TAIL)) {
            List<NodeProcess> chain = LIVE.chain();
            NodeProcess slept = chain.get(role);
            slept.suspend();
            List<NodeProcess> others = new ArrayList<>(chain);
            others.remove(slept);
            localCluster.awaitChain(others);
            long writes = LIVE.load().writesDone();
            Awaitility.await("writes without it").until(() -> LIVE.load().writesDone() > writes + 100);
            slept.resume();
            askAtOnce(slept);
            assertEquals(slept, LIVE.checked().get(TAIL));
        }
    }

    @Test
    public void row03_a_node_killed_again_and_again_while_it_comes_back_never_counts_half_copied() throws Exception {
        NodeProcess node = LIVE.chain().get(TAIL);
        node.kill();
        Folders.remove(node.data().resolve("chains"));
        Random random = new Random(3);
        for (int i = 0; i < 4; i++) {
            node.start();
            LiveCluster.rest(Duration.ofMillis(800 + random.nextInt(1200)));
            node.kill();
        }
        LIVE.checked();
        node.start();
        LIVE.checked();
    }

    @Test
    public void row01_what_a_paused_member_has_not_taken_was_not_acknowledged_when_all_before_the_tail_die()
            throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        chain.get(MIDDLE).suspend();
        LiveCluster.rest(Duration.ofMillis(500));
        chain.get(HEAD).kill();
        chain.get(MIDDLE).kill();
        assertEquals(List.of(chain.get(TAIL)), LIVE.checked());
    }

    /** The answers of the node are judged. A refusal is as correct as an answer. */
    private static void askAtOnce(NodeProcess node) {
        for (int i = 0; i < 20; i++) {
            try {
                LIVE.load().readAll(node);
            } catch (TException e) {
                LiveCluster.say("  refused: " + e.getMessage());
                return;
            }
        }
    }

    private long epochAt(NodeProcess node) {
        return localCluster.layoutAt(node).orElseThrow().getEpoch();
    }
}
