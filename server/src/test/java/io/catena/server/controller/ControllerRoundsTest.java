package io.catena.server.controller;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What one term of the controller does round by round, on a clock that the test moves. */
public class ControllerRoundsTest {
    private static final ControllerTimings TIMINGS = new ControllerTimings(200, 20, 1_000, 1_000, 5_000, 1_500);
    private static final int MIN_REPLICAS = 2;

    private final FakeDirectory directory = new FakeDirectory();
    private final Map<String, Probe.Answer> answers = new HashMap<>();
    private final Map<Member, Integer> asked = new HashMap<>();
    private long nowMillis;
    private final ControllerRounds.Parts parts = new ControllerRounds.Parts(
            Scene.CHAIN,
            directory,
            this::ask,
            TIMINGS,
            MIN_REPLICAS,
            new Patience(TIMINGS.sessionTimeoutMillis(), this::nanoTime),
            this::nanoTime);
    private final ControllerRounds rounds = new ControllerRounds(parts, 1);

    private long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    /** The controller's thread runs a round every tick, for so long. */
    private void pass(long millis) throws InterruptedException {
        for (long passed = 0; passed < millis; passed += TIMINGS.tickMillis()) {
            nowMillis += TIMINGS.tickMillis();
            rounds.round();
        }
    }

    private CompletableFuture<Probe.Answer> ask(Member member) {
        asked.merge(member, 1, Integer::sum);
        boolean plain = directory.isRegisteredAndUnsuspected(member);
        Probe.Answer answer = answers.getOrDefault(member.nodeId(), plain ? Probe.Answer.ALIVE : null);
        return answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }

    private void chain(String members) {
        directory.holds(Scene.configuration(Scene.EPOCH, members, null));
    }

    private String line() {
        return Scene.line(directory.current());
    }

    private void suspect(String by, String... whom) {
        ReplicaReport plain = Scene.report(Scene.life(by));
        directory.report(
                by.substring(0, 1),
                new ReplicaReport(
                        Scene.CHAIN, plain.incarnation(), 1, 1, 100, false, 0, new TreeSet<>(Set.of(whom)), false));
    }

    /** Everybody is seen registered once and is then missed as soon as the registration goes. */
    private void settled(String words) throws InterruptedException {
        directory.register(words);
        rounds.round();
    }

    @Test
    public void itPublishesTheFirstConfiguration() throws InterruptedException {
        directory.register("a1");
        directory.report("a", new ReplicaReport(Scene.CHAIN, 1, 0, 0, 0, false, 0, new TreeSet<>(), false));
        assertEquals(0, rounds.round().afterMillis());
        assertEquals("a1", line());
    }

    @Test
    public void whoseRegistrationGoesIsRemovedAtOnce() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        answers.put("b", Probe.Answer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void whileNothingIsPendingItWaitsForAHint() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b1");
        assertEquals(HintedLoop.UNTIL_HINTED, rounds.round().afterMillis());
        assertTrue(asked.isEmpty());
    }

    // ---- suspicion

    @Test
    public void aSuspectedMemberThatTheProbeFindsGoneIsRemovedAtOnce() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        answers.put("b", Probe.Answer.GONE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void aSuspectedMemberThatIsAliveOrSilentStaysAndIsAskedAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        answers.put("b", Probe.Answer.ALIVE);
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        answers.remove("b");
        rounds.round();
        assertEquals("a1 b1", line());
        assertEquals(Integer.valueOf(2), asked.get(Scene.life("b1")));
    }

    @Test
    public void aSuspectedMemberThatIsSilentForTheSuspicionTimeIsRemovedThoughItIsRegistered()
            throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        rounds.round();
        pass(TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1 c1", line());
    }

    @Test
    public void whoAnswersOnceInTheSuspicionTimeStays() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        answers.put("b", Probe.Answer.SILENT);
        rounds.round();
        pass(TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        answers.put("b", Probe.Answer.ALIVE);
        pass(TIMINGS.tickMillis());
        answers.put("b", Probe.Answer.SILENT);
        pass(TIMINGS.suspicionMillis() - 2 * TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void theTimeInWhichTheControllerItselfStoodStillIsNotHeldAgainstOthers() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("c1", "b");
        rounds.round();
        nowMillis += 10 * TIMINGS.suspicionMillis();
        rounds.round();
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void aControllerThatAloneDoesNotHearAMemberDoesNotRemoveItForItsSilence() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        rounds.round();
        pass(TIMINGS.suspicionMillis());
        assertEquals("c hears b", "a1 b1 c1", line());
    }

    @Test
    public void noSilentMemberIsRemovedBelowTheLeastNumberOfReplicas() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        suspect("a1", "b");
        rounds.round();
        pass(3 * TIMINGS.suspicionMillis());
        assertEquals("a1 b1", line());
        answers.put("b", Probe.Answer.GONE);
        pass(TIMINGS.tickMillis());
        assertEquals("the dead go all the same", "a1", line());
    }

    @Test
    public void oneWhoIsGoneIsRemovedAtOnceThoughAnotherIsSilent() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("d1", "c");
        answers.put("c", Probe.Answer.GONE);
        rounds.round();
        assertEquals("a1 b1 d1", line());
    }

    // ---- slow disks

    @Test
    public void whoseDiskHangsIsRemovedAndTheControllerLooksAgainWithoutAHint_row19() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.health("b", new Health(0, 2_000));
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals("a1 b1 c1", line());
        directory.health("b", new Health(0, 5_000));
        rounds.round();
        assertEquals("a1 c1", line());
    }

    @Test
    public void whatAnEarlierLifeSaidOfItsDiskDoesNotCount() throws InterruptedException {
        chain("a1 b2 c1");
        directory.report("b", Scene.report(Scene.life("b1")));
        settled("a1 b2 c1");
        directory.health("b", new Health(0, 5_000));
        rounds.round();
        assertEquals("a1 b2 c1", line());
    }

    // ---- links

    @Test
    public void ofTwoWhoDoNotHearEachOtherForLongTheOneThatIsNotTheHeadIsReplaced() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        suspect("b1", "a");
        answers.put("a", Probe.Answer.ALIVE);
        answers.put("b", Probe.Answer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1 c1", line());
    }

    @Test
    public void whoGetsOnWithNeitherOfItsNeighboursGoesEvenIfItAnswersTheController() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("b1", "a", "c");
        suspect("c1", "b");
        for (String id : new String[] {"a", "b", "c"}) {
            answers.put(id, Probe.Answer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 c1 d1", line());
    }

    @Test
    public void aHeadThatGetsOnWithNobodyGoesAtTheSecondTime() throws InterruptedException {
        chain("a1 b1 c1 d1");
        settled("a1 b1 c1 d1");
        suspect("a1", "b");
        suspect("b1", "a");
        for (String id : new String[] {"a", "b", "c"}) {
            answers.put(id, Probe.Answer.ALIVE);
        }
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("a1 c1 d1", line());
        suspect("a1", "c");
        suspect("c1", "a");
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis());
        assertEquals("c1 d1", line());
    }

    @Test
    public void aLinkThatRecoversInTimeCostsNobodyItsPlace() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        suspect("a1", "b");
        answers.put("b", Probe.Answer.ALIVE);
        rounds.round();
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        suspect("a1");
        pass(TIMINGS.tickMillis());
        suspect("a1", "b");
        pass(2 * TIMINGS.suspicionMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1 c1", line());
    }

    @Test
    public void aSuspicionByAnEarlierLifeIsNotFollowed() throws InterruptedException {
        chain("a2 b1");
        directory.register("a2 b1");
        suspect("a1", "b");
        answers.put("b", Probe.Answer.GONE);
        rounds.round();
        assertEquals("a2 b1", line());
    }

    // ---- after ZooKeeper was away

    @Test
    public void aNewControllerWaitsForRegistrationsBeforeItMissesAnyone() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.sessionTimeoutMillis() + TIMINGS.probeMillis());
        assertEquals("a1", line());
    }

    @Test
    public void aConnectionThatComesAndGoesDoesNotKeepTheMissingForEver() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        long beganMillis = nowMillis;
        while (line().equals("a1 b1") && nowMillis - beganMillis < 10 * TIMINGS.sessionTimeoutMillis()) {
            rounds.zooKeeperReturned();
            pass(TIMINGS.tickMillis());
        }
        assertEquals("a1", line());
        assertTrue("patience is renewed", nowMillis - beganMillis >= 3 * TIMINGS.sessionTimeoutMillis());
    }

    @Test
    public void whoIsMissingAndFoundGoneIsNotWaitedFor() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1");
        answers.put("b", Probe.Answer.GONE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void anOutageOfZooKeeperDoesNotDissolveAHealthyChain() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.away(true);
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        for (String id : new String[] {"a", "b", "c"}) {
            directory.expire(id);
            answers.put(id, Probe.Answer.ALIVE);
        }
        directory.away(false);
        directory.register("a1");
        rounds.zooKeeperReturned();
        rounds.round();
        nowMillis += 3 * TIMINGS.sessionTimeoutMillis();
        rounds.round();
        assertEquals("members that answer are kept", "a1 b1 c1", line());
        directory.register("b1");
        answers.put("c", Probe.Answer.SILENT);
        rounds.round();
        assertEquals("who neither registers nor answers goes", "a1 b1", line());
    }

    @Test
    public void whoHasRegisteredAgainAfterTheOutageIsMissedAsEver() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b1");
        rounds.zooKeeperReturned();
        rounds.round();
        directory.expire("b");
        answers.put("b", Probe.Answer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void aNewLifeOfAMissingMemberIsProofEnough() throws InterruptedException {
        chain("a1 b1");
        directory.register("a1 b2");
        answers.put("b", Probe.Answer.ALIVE);
        rounds.round();
        assertEquals("a1", line());
    }

    @Test
    public void theChainIsNotLeftToMembersOfWhomThereIsNoSign() throws InterruptedException {
        chain("a1 b1");
        directory.report("b", Scene.report(Scene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a may not return: b must stay in the configuration", "a1 b1", line());
        pass(TIMINGS.sessionTimeoutMillis() + TIMINGS.probeMillis() + TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void theChainIsNotLeftToAMemberWhoseRegistrationMayBeALeftover() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        answers.put("a", Probe.Answer.SILENT);
        directory.report("b", Scene.report(Scene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a1 b1", line());
        directory.expire("a");
        rounds.round();
        pass(TIMINGS.graceMillis());
        assertEquals("b2", line());
    }

    @Test
    public void aRegistrationThatLastsForASessionTimeoutIsSignEnoughOfAMemberThatSaysNothing()
            throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        answers.put("a", Probe.Answer.SILENT);
        directory.expire("b");
        rounds.round();
        pass(TIMINGS.sessionTimeoutMillis() - TIMINGS.tickMillis());
        assertEquals("a1 b1", line());
        pass(TIMINGS.tickMillis());
        assertEquals("a1", line());
    }

    @Test
    public void oneAnswerOfThoseWhoStayIsEnough() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        answers.put("a", Probe.Answer.SILENT);
        directory.expire("c");
        rounds.round();
        assertEquals("a1 b1", line());
    }

    // ---- grace

    @Test
    public void graceBeginsWhenTheChainCouldBeFormedAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("a");
        directory.expire("b");
        assertEquals(TIMINGS.tickMillis(), rounds.round().afterMillis());
        nowMillis += 10 * TIMINGS.graceMillis();
        rounds.round();
        directory.report("b", Scene.report(Scene.life("b2")));
        directory.register("b2");
        rounds.round();
        assertEquals("a1 b1", line());
        assertTrue(directory.note(), directory.note().contains("waits for a (host-a:7400)"));
        nowMillis += TIMINGS.graceMillis() - 1;
        rounds.round();
        assertEquals("a1 b1", line());
        nowMillis += 1;
        rounds.round();
        assertEquals("b2", line());
        rounds.round();
        assertEquals("", directory.note());
    }

    // ---- rehearsal

    @Test
    public void aRehearsalProbesAndWritesAndChangesNothing() throws InterruptedException {
        chain("a1 b1 c1");
        directory.register("a1 b1 c1");
        boolean[] written = new boolean[1];
        directory.beforeNextWrite(() -> written[0] = true);
        ControllerRounds.rehearse(parts);
        assertEquals(Set.copyOf(Scene.lives("a1 b1 c1")), asked.keySet());
        assertTrue("the way of a write is rehearsed too", written[0]);
        assertEquals(Scene.configuration(Scene.EPOCH, "a1 b1 c1", null), directory.current());
        assertEquals(HintedLoop.UNTIL_HINTED, rounds.round().afterMillis());
    }

    // ---- writes

    @Test
    public void anAnswerLostOnTheWayIsFoundOutByReadingAgain() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        directory.loseNextAnswer();
        ControllerRounds.Next next = rounds.round();
        assertFalse(next.termLost());
        rounds.round();
        assertEquals("a1", line());
        assertEquals("published once", Scene.EPOCH + 1, directory.current().epoch());
    }

    @Test
    public void whoIsOvertakenReadsAgain() throws InterruptedException {
        chain("a1 b1 c1");
        settled("a1 b1 c1");
        directory.expire("c");
        directory.beforeNextWrite(() -> directory.holds(new Configuration(
                Scene.CHAIN, Scene.EPOCH + 1, 1, Scene.lives("a1 c1"), null, false, Map.of("b", 1L))));
        assertEquals(0, rounds.round().afterMillis());
        assertEquals("a1 c1", line());
        rounds.round();
        assertEquals("a1", line());
        assertEquals(Scene.EPOCH + 2, directory.current().epoch());
    }

    @Test
    public void aDeposedControllerChangesNothingAndStops() throws InterruptedException {
        chain("a1 b1");
        settled("a1 b1");
        directory.expire("b");
        directory.beforeNextWrite(() -> directory.beginTerm(2));
        assertTrue(rounds.round().termLost());
        assertEquals("a1 b1", line());
    }

    @Test
    public void anUnreadableConfigurationIsNeverTakenForNone() throws InterruptedException {
        directory.register("a1");
        directory.unreadable(true);
        assertEquals(HintedLoop.UNTIL_HINTED, rounds.round().afterMillis());
        assertEquals(null, directory.current());
    }
}
