package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Test;

/** One life after the other, on ports that do what the test says. */
public class ReplicaLifecycleTest
        implements ReplicaLifecycle.Birth, ReplicaLifecycle.Node, Membership, Links, Scheduler {
    private long nowNanos;
    private final CurrentReplica local = new CurrentReplica();
    private final ReplicaLifecycle lifecycle =
            new ReplicaLifecycle(new ReplicaLifecycle.Ports(() -> nowNanos, this, this, this), this, this, local);
    private final List<String> happened = new ArrayList<>();
    private final List<PlayedReplica> lives = new ArrayList<>();
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<Runnable> registrations = new ArrayList<>();
    private final List<Consumer<Boolean>> activations = new ArrayList<>();
    private final List<Consumer<Optional<Configuration>>> fetches = new ArrayList<>();
    private long lastPauseMillis;
    private boolean stopping;
    private long newestLife;

    @Before
    public void theFirstLife() {
        lifecycle.register(newLife(), StoredState.empty());
        isRegistered();
    }

    private PlayedReplica present() {
        return lives.get(lives.size() - 1);
    }

    private Configuration configuration(long epoch) {
        return new Configuration(1, epoch, 1, List.of(new Member("other", 1, "other:1")), null, true, Map.of());
    }

    /** The present life is told something upon which it has these effects. */
    private void has(Effect... effects) {
        present().does = event -> event instanceof Event.Tick ? List.of(effects) : List.of();
        lifecycle.tick();
        if (local.driver() != null) {
            present().does = event -> List.of();
        }
    }

    private void thePauseIsOver() {
        scheduled.remove(0).run();
    }

    private void isRegistered() {
        registrations.remove(0).run();
    }

    @Test
    public void aReplicaThatLostItsPlaceLivesAgainAfterAPauseThatGrows() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            has(new Effect.Removed());
            assertNull("no replica lives meanwhile", local.driver());
            pauses.add(lastPauseMillis);
            thePauseIsOver();
            isRegistered();
        }
        assertEquals(List.of(200L, 400L, 800L), pauses);
        assertEquals(4, lives.size());
        nowNanos += TimeUnit.MINUTES.toNanos(1);
        has(new Effect.Removed());
        assertEquals("after a good life", 100, lastPauseMillis);
    }

    @Test
    public void aLifeIsToldWhatWasHeardBeforeItBegan() {
        lifecycle.adopt(configuration(3));
        lifecycle.freeSpace(Space.OUT);
        has(new Effect.Removed());
        lifecycle.adopt(configuration(4));
        thePauseIsOver();
        isRegistered();
        assertEquals(List.of("SpaceChanged", "Configured"), present().told());
        assertEquals(configuration(4), ((Event.Configured) present().events.get(1)).configuration());
        assertEquals(Space.OUT, ((Event.SpaceChanged) present().events.get(0)).space());
    }

    @Test
    public void aReplicaThatIsGivenUpHasNoFurtherLifeWhateverIsOnItsWay() {
        has(new Effect.Removed());
        lifecycle.end();
        thePauseIsOver();
        assertEquals("nothing is registered", List.of(), registrations);
        lifecycle.lost(local.self());
        lifecycle.adopt(configuration(5));
        assertEquals(List.of(), scheduled);
        assertEquals("and nothing is told", List.of(), happened);
        assertNull(local.driver());
    }

    @Test
    public void aReplicaThatIsGivenUpWhileItsLifeIsBeingRegisteredDoesNotBegin() {
        has(new Effect.Removed());
        thePauseIsOver();
        lifecycle.end();
        isRegistered();
        assertNull(local.driver());
        assertEquals(1, lives.size());
    }

    @Test
    public void newsThatComesLateIsNone() {
        lifecycle.adopt(configuration(3));
        lifecycle.adopt(configuration(2));
        lifecycle.adopt(configuration(3));
        assertEquals(List.of("SpaceChanged", "Configured"), present().told());
        assertEquals(List.of("adopts 3", "retains [other:1]"), happened);
    }

    @Test
    public void aLifeThatLostItsPlaceWhileItWasNotRegisteredIsFollowedByAnother() {
        lifecycle.lost(local.self());
        assertNull(local.driver());
        thePauseIsOver();
        isRegistered();
        assertEquals(2, lives.size());
    }

    @Test
    public void whatIsSaidTwiceOfALifeThatIsOverEndsNoOther() {
        Member over = local.self();
        has(new Effect.Removed());
        lifecycle.lost(over);
        assertEquals("one is on its way", 1, scheduled.size());
        thePauseIsOver();
        lifecycle.lost(over);
        isRegistered();
        lifecycle.lost(over);
        assertTrue("the next one stays", local.isSelf(new Member("n", over.life() + 1, "n:1")));
        assertEquals(0, scheduled.size());
        assertEquals(2, lives.size());
    }

    @Test
    public void aLifeBeginsWhenItIsRegisteredAndNotBefore() {
        Member before = local.self();
        has(new Effect.Removed());
        thePauseIsOver();
        lifecycle.adopt(configuration(4));
        assertNull("not yet", local.driver());
        assertEquals("still the last one", before, local.self());
        isRegistered();
        assertEquals(before.life() + 1, local.self().life());
        assertEquals(2, lives.size());
    }

    @Test
    public void aReplicaThatHasLeftBeginsNoOtherLife() {
        stopping = true;
        has(new Effect.Removed());
        assertEquals(List.of("has left"), happened);
        lifecycle.lost(local.self());
        assertEquals(0, scheduled.size());
    }

    @Test
    public void ofActivationsAndFetchesOneIsUnderWay() {
        Effect.Activate wish = new Effect.Activate(configuration(3), 17);
        has(wish, wish, new Effect.FetchConfiguration(), new Effect.FetchConfiguration());
        assertEquals(1, activations.size());
        assertEquals(1, fetches.size());
        activations.remove(0).accept(false);
        fetches.remove(0).accept(Optional.empty());
        assertTrue("what was not noted is not told", !present().told().contains("Activated"));
        has(wish, new Effect.FetchConfiguration());
        activations.remove(0).accept(true);
        fetches.remove(0).accept(Optional.of(configuration(5)));
        assertTrue(present().told().containsAll(List.of("Activated", "Configured")));
        assertEquals(5, lifecycle.configuration().epoch());
    }

    @Test
    public void anAnswerThatComesBetweenTwoLivesDoesNoHarm() {
        has(new Effect.Activate(configuration(3), 17), new Effect.Removed());
        activations.remove(0).accept(true);
        lifecycle.received(new Message.Envelope(1, 1, "other", 1), new Message.Waiting());
        lifecycle.peerDown("other:1");
        assertSame(false, lifecycle.tick());
    }

    // ---- the ports

    @Override
    public void recover(Consumer<StoredState> found) {
        found.accept(StoredState.empty());
    }

    @Override
    public Member newLife() {
        return new Member("n", ++newestLife, "n:1");
    }

    @Override
    public ReplicaDriver drive(Member life, StoredState stored, ReplicaDriver.Host host) {
        PlayedReplica replica = new PlayedReplica();
        lives.add(replica);
        return new ReplicaDriver(
                replica,
                () -> nowNanos,
                listener -> new PlayedDisk(listener, null),
                this::execute,
                new ReplicaCounters(),
                host);
    }

    @Override
    public boolean isUnwell() {
        return false;
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public void hasLeft() {
        happened.add("has left");
    }

    @Override
    public void lifeBegins(Member life, StoredState stored) {}

    @Override
    public void lifeEnds(Member life, long pauseMillis) {
        lastPauseMillis = pauseMillis;
    }

    @Override
    public void adopted(Configuration before, Configuration newest) {
        happened.add("adopts " + newest.epoch());
    }

    @Override
    public void activated(long epoch) {}

    @Override
    public void stepped(boolean quiet) {}

    @Override
    public void linkDropped(Member from, String reason) {}

    @Override
    public void halt(String reason, Throwable cause) {
        throw new AssertionError(reason, cause);
    }

    @Override
    public void register(Member life, StoredState stored, Runnable done) {
        registrations.add(done);
    }

    @Override
    public void report(ReplicaReport report) {}

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        activations.add(done);
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        fetches.add(done);
    }

    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {}

    @Override
    public void disconnect(Member from) {}

    @Override
    public void retain(Set<String> addresses) {
        happened.add("retains " + addresses);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        assertEquals(lastPauseMillis, TimeUnit.NANOSECONDS.toMillis(delayNanos));
        scheduled.add(task);
    }
}
