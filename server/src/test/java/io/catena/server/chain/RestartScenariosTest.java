package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Crashes, rejoins, leaves and whole-chain restarts (C11, C13, N2, N3). */
public class RestartScenariosTest {
    private static final List<String> ALL = List.of("a", "b", "c");

    @Test
    public void aRestartedMemberFetchesOnlyWhatItMissed() {
        TestChain chain = TestChain.of("a", "b", "c");
        for (int i = 0; i < 50; i++) {
            chain.put("a", "k" + i, "v");
            chain.settle();
        }
        chain.crash("c");
        chain.publishMembers("a", "b");
        chain.put("a", "missed", "v");
        chain.settle();
        long before = chain.view("a").logEnd();
        chain.restart("c");
        assertEquals(before - 1, chain.view("c").logEnd());
        chain.join("c");
        assertEquals("v", chain.getNow("c", "missed"));
        chain.checkMembersAgree();
    }

    @Test
    public void aReplicaThatWasAwayForLongGetsASnapshot() {
        for (boolean writesGoOn : new boolean[] {false, true}) {
            TestChain chain = new TestChain();
            chain.keepApplied(3);
            ALL.forEach(chain::start);
            chain.publishMembers("a", "b", "c");
            chain.settle();
            chain.put("a", "deleted", "v");
            chain.settle();
            chain.crash("c");
            chain.publishMembers("a", "b");
            chain.settle();
            chain.write(
                    "a", new WriteCommand(LoggedWrite.Kind.DELETE, TestChain.key("deleted"), null, null, null, false));
            for (int i = 0; i < 20; i++) {
                chain.put("a", "k" + i, "v" + i);
                chain.settle();
            }
            chain.restart("c");
            chain.publish("c", "a", "b");
            chain.nodes.keySet().forEach(chain::learn);
            for (int i = 0; i < 200 && chain.step(); i++) {
                if (writesGoOn && i % 7 == 0) {
                    chain.put("a", "k" + i % 20, "new" + i);
                }
            }
            chain.settle();
            assertTrue(chain.nodes.get("b").report.caughtUp() != 0);
            assertTrue("a snapshot", chain.pieces > 1);
            chain.publishMembers("a", "b", "c");
            chain.settle();
            assertEquals(null, chain.getNow("c", "deleted"));
            chain.settle();
            chain.checkMembersAgree();
        }
    }

    @Test
    public void aSnapshotGoesOnWhereItStoppedWhenTheFeederOrTheJoiningReplicaRestarts() {
        for (String crashing : List.of("b", "c")) {
            for (int steps = 1; steps < 60; steps++) {
                TestChain chain = new TestChain();
                chain.keepApplied(3);
                List.of("a", "b").forEach(chain::start);
                chain.publishMembers("a", "b");
                chain.settle();
                for (int i = 0; i < 20; i++) {
                    chain.put("a", "k" + i, "v" + i);
                    chain.settle();
                }
                chain.start("c");
                chain.publish("c", "a", "b");
                chain.nodes.keySet().forEach(chain::learn);
                for (int i = 0; i < steps && chain.step(); i++) {
                    // each step has happened
                }
                chain.crash(crashing);
                chain.publishMembers(crashing.equals("b") ? new String[] {"a"} : new String[] {"a", "b"});
                chain.settle();
                chain.restart("c");
                chain.join("c");
                chain.settle();
                assertTrue("a snapshot", chain.pieces > 1);
                assertEquals(crashing + " at " + steps, "v7", chain.getNow("c", "k7"));
                chain.checkMembersAgree();
            }
        }
    }

    @Test
    public void aPieceOfASnapshotThatOutlivesItsLinkIsNotTakenForTheNextOne() {
        TestChain chain = new TestChain();
        chain.keepApplied(3);
        List.of("a", "b").forEach(chain::start);
        chain.publishMembers("a", "b");
        chain.settle();
        for (int i = 0; i < 20; i++) {
            chain.put("a", "k" + i, "v" + i);
            chain.settle();
        }
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        chain.holdDisk("c");
        for (int i = 0; i < 12; i++) {
            chain.drain();
            chain.reset("b", "c");
            for (int tick = 0; tick < 6; tick++) {
                chain.tick();
            }
            chain.drain();
            if (chain.nodes.get("c").hasDiskWork()) {
                chain.finishDisk("c");
            }
            chain.put("a", "k" + i, "new" + i);
            chain.drain();
        }
        for (int i = 0; i < 60; i++) {
            chain.drain();
            if (chain.nodes.get("c").hasDiskWork()) {
                chain.finishDisk("c");
            }
        }
        chain.freeDisk("c");
        chain.put("a", "k", "one more");
        chain.settle();
        chain.publishMembers("a", "b", "c");
        chain.settle();
        assertTrue("a snapshot", chain.pieces > 1);
        assertEquals("new7", chain.getNow("c", "k7"));
        chain.settle();
        chain.checkMembersAgree();
    }

    @Test
    public void whatWasPendingIsForgottenOnlyWhenThePredecessorsHandshakeArrives() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.wires.hold("b", "c");
        chain.put("a", "k", "pending");
        chain.drain();
        chain.crash("b");
        chain.publish(null, "a", "c");
        chain.restart("b");
        assertEquals("b still has it", 1, chain.view("b").logEnd());
        chain.publish("b", "a", "c");
        chain.learn("b");
        assertEquals(
                "b has only learnt that it is no member", 1, chain.view("b").logEnd());
    }

    @Test
    public void aWholeChainKilledAtAnyStepHasEveryAnsweredWriteWhenReformedFromAnyMember() {
        for (String survivor : ALL) {
            for (int steps = 0; steps < 50; steps++) {
                TestChain chain = TestChain.of("a", "b", "c");
                chain.put("a", "old", "committed");
                chain.settle();
                long ticket = chain.put("a", "k", "v");
                for (int i = 0; i < steps && chain.step(); i++) {
                    // each step has happened
                }
                boolean answered = chain.isAnswered(ticket);
                ALL.forEach(chain::crash);
                ALL.forEach(chain::restart);
                chain.publishMembers(survivor);
                chain.settle();
                for (String other : ALL) {
                    if (!other.equals(survivor)) {
                        chain.join(other);
                    }
                }
                for (String name : ALL) {
                    assertEquals("committed", chain.getNow(name, "old"));
                    if (answered) {
                        assertEquals("re-formed from " + survivor + " at " + steps, "v", chain.getNow(name, "k"));
                    }
                }
                chain.settle();
                chain.checkMembersAgree();
            }
        }
    }

    @Test
    public void aRemovedReplicaSaysSoAndKeepsItsLog() {
        TestChain chain = TestChain.of("a", "b", "c");
        chain.put("a", "k", "v");
        chain.settle();
        chain.publishMembers("a", "b");
        assertTrue(chain.nodes.get("c").removed);
        assertEquals(chain.view("a").logEnd(), chain.view("c").logEnd());
        long ticket = chain.get("c", "k");
        assertEquals("it answers no read", Failure.WRONG_REPLICA, chain.answers.get(ticket));
    }

    @Test
    public void aLeavingHeadTakesNoMoreWritesAndAsksToGoWhenItsWritesAreAnswered() {
        TestChain chain = TestChain.of("a", "b");
        chain.wires.hold("a", "b");
        long before = chain.put("a", "k", "v");
        chain.drain();
        chain.nodes.get("a").take(chain.nodes.get("a").replica.step(1, new Event.Leave()));
        long after = chain.put("a", "k2", "v");
        assertEquals(Failure.CHANGING, chain.answers.get(after));
        assertFalse(chain.nodes.get("a").report.leaving());
        chain.wires.mend("a", "b");
        chain.settle();
        assertTrue(chain.isAnswered(before));
        assertTrue(chain.nodes.get("a").report.leaving());
        chain.publishMembers("b");
        chain.settle();
        assertEquals("v", chain.getNow("b", "k"));
    }

    @Test
    public void aReplicaThatWasInAHigherEpochThanZooKeeperKnowsStops() {
        TestChain chain = TestChain.of("a");
        chain.publishMembers("a");
        chain.settle();
        Configuration newest = chain.configuration;
        chain.crash("a");
        chain.configuration = new Configuration(newest.chain(), 1, 1, newest.members(), null, true, java.util.Map.of());
        chain.restart("a");
        assertNotNull(chain.nodes.get("a").halted);
    }

    @Test
    public void aReplicaOfAnotherLineageKeepsNothingOfItsOwnWhateverItWasBefore() {
        for (String rejoining : List.of("a", "b", "restarted a")) {
            TestChain chain = TestChain.of("a", "b");
            chain.put("a", "k", "v");
            chain.settle();
            Configuration last = chain.configuration;
            chain.crash(rejoining.equals("b") ? "a" : "b");
            if (rejoining.equals("restarted a")) {
                chain.crash("a");
                chain.restart("a");
            }
            String node = rejoining.substring(rejoining.length() - 1);
            chain.start("c");
            Member forming = chain.nodes.get("c").member;
            chain.configuration = anotherLineage(last, 1, forming);
            chain.learn("c");
            chain.settle();
            chain.configuration = anotherLineage(last, 2, forming, chain.nodes.get(node).member);
            chain.learn("c");
            chain.learn(node);
            chain.settle();
            assertEquals(rejoining, 0, chain.view(node).logEnd());
            assertEquals(rejoining, null, chain.getNow(node, "k"));
        }
    }

    private static Configuration anotherLineage(Configuration last, int epochsLater, Member... members) {
        return new Configuration(
                1,
                last.epoch() + epochsLater,
                last.lineage() + 1,
                List.of(members),
                null,
                epochsLater > 1,
                java.util.Map.of());
    }

    @Test
    public void anEpochIsActivatedOnlyWhenAllItsMembersHoldWhatTheHeadHeld() {
        TestChain chain = TestChain.of("a", "b");
        chain.put("a", "k", "v");
        chain.settle();
        chain.start("c");
        chain.holdDisk("c");
        chain.publishMembers("a", "b", "c");
        chain.settle();
        assertEquals("c has not synced", 1, chain.activated.epoch());
        chain.freeDisk("c");
        chain.settle();
        assertEquals(2, chain.activated.epoch());
    }
}
