package io.catena.server.carrying;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.Test;

/** What node c does about three chains of two replicas, as far as it knows. */
public class CarriedChainsTest implements CarriedChains.Hands {
    private static final int CHAINS = 3;
    private static final long LIFE = 5;

    private final Map<Integer, List<String>> placement = new HashMap<>();
    private final Map<Integer, CarriedChains.Known> known = new HashMap<>();
    /** What ZooKeeper says; null: it does not answer. */
    private CarriedChains.Found inZooKeeper;

    private boolean storeAllows = true;
    private boolean stopping;
    /** What was asked for and is not done yet. */
    private final List<Runnable> pending = new ArrayList<>();

    private final List<String> done = new ArrayList<>();

    private CarriedChains carrying(Integer... first) {
        return new CarriedChains(
                "c", CHAINS, 2, chain -> placement.getOrDefault(chain, List.of()), Arrays.asList(first), this);
    }

    private static Configuration chain(long epoch, String... members) {
        return chain(epoch, LIFE, members);
    }

    /** @param life of the replica of node c */
    private static Configuration chain(long epoch, long life, String... members) {
        return new Configuration(
                1,
                epoch,
                1,
                Arrays.stream(members)
                        .map(id -> new Member(id, id.equals("c") ? life : 1, id + ":1"))
                        .toList(),
                null,
                true,
                Map.of());
    }

    private void isKnown(int chain, Configuration newest) {
        known.put(chain, new CarriedChains.Known(newest, newest.epoch(), LIFE));
        inZooKeeper = new CarriedChains.Found(newest, newest);
    }

    private void answers() {
        while (!pending.isEmpty()) {
            pending.remove(0).run();
        }
    }

    private List<String> done() {
        List<String> so = List.copyOf(done);
        done.clear();
        return so;
    }

    @Test
    public void aNodeBeginsToCarryWhatIsPlacedThereOnce() {
        CarriedChains carrying = carrying();
        placement.put(2, List.of("a", "c"));
        placement.put(3, List.of("a", "b"));
        carrying.look();
        carrying.look();
        assertEquals(List.of("begin 2"), done());
    }

    @Test
    public void whatIsCarriedStaysWhileNoPlacementIsKnown() {
        isKnown(1, chain(4, "a", "b"));
        carrying(1).look();
        assertEquals(List.of(), done());
    }

    @Test
    public void aMemberOfAChainThatIsElsewhereLeavesOncePerLife() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b", "c"));
        CarriedChains carrying = carrying(1);
        carrying.look();
        carrying.look();
        assertEquals(List.of("leave 1"), done());
        known.put(1, new CarriedChains.Known(chain(4, 6, "a", "b", "c"), 4, 6));
        carrying.look();
        assertEquals(List.of("leave 1"), done());
        known.put(1, new CarriedChains.Known(chain(4, "a", "b", "c"), 4, 0));
        carrying.look();
        assertEquals("between two lives", List.of(), done());
    }

    @Test
    public void aNodeAsksOneChainAfterTheOtherToLetItGo() {
        for (int chain = 1; chain <= 2; chain++) {
            placement.put(chain, List.of("a", "b"));
            isKnown(chain, chain(4, "a", "b", "c"));
        }
        CarriedChains carrying = carrying(1, 2);
        carrying.look();
        carrying.look();
        assertEquals("the other one serves on", List.of("leave 1"), done());
        assertEquals("it looks again soon", 50, carrying.nextLookMillis());
        isKnown(1, chain(5, "a", "b"));
        carrying.look();
        assertEquals(List.of("look 1", "leave 2"), done());
        isKnown(2, chain(5, "a", "b"));
        carrying.look();
        assertEquals(1_000, carrying.nextLookMillis());
    }

    @Test
    public void aChainThatDoesNotLetItGoDoesNotKeepTheOthersWaitingForEver() {
        for (int chain = 1; chain <= 2; chain++) {
            placement.put(chain, List.of("a", "b"));
            isKnown(chain, chain(4, "a", "b", "c"));
        }
        CarriedChains carrying = carrying(1, 2);
        for (int i = 0; i < CarriedChains.PATIENCE_LOOKS; i++) {
            carrying.look();
        }
        assertEquals(List.of("leave 1"), done());
        carrying.look();
        assertEquals(List.of("leave 2"), done());
    }

    @Test
    public void aLifeOfWhichAnEarlierOneIsAMemberIsNotAskedToLeave() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, LIFE - 1, "a", "b", "c"));
        carrying(1).look();
        assertEquals(List.of(), done());
    }

    @Test
    public void aMemberThatHasAskedToLeaveAndIsLeftAloneLivesAnew() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b", "c"));
        CarriedChains carrying = carrying(1);
        carrying.look();
        assertEquals(List.of("leave 1"), done());
        placement.put(1, List.of("c", "d"));
        known.put(1, new CarriedChains.Known(chain(5, "c"), 4, 1));
        carrying.look();
        assertEquals("another life has asked to", List.of(), done());
        known.put(1, new CarriedChains.Known(chain(5, "c"), 4, 5));
        carrying.look();
        carrying.look();
        assertEquals("once", List.of("anew 1"), done());
    }

    @Test
    public void aMemberThatHasAskedToLeaveGoesWhenAnotherOneComes() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b", "c"));
        CarriedChains carrying = carrying(1);
        carrying.look();
        Configuration joins =
                new Configuration(1, 5, 1, chain(5, "c").members(), new Member("a", 2, "a:1"), true, Map.of());
        for (Configuration next : List.of(joins, chain(6, "c", "a"), chain(7, "a"))) {
            known.put(1, new CarriedChains.Known(next, 4, 5));
            carrying.look();
        }
        assertEquals(List.of("leave 1"), done());
    }

    @Test
    public void aReplicaWithoutAPlaceIsGivenUpStepByStep() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b"));
        CarriedChains carrying = carrying(1);
        carrying.look();
        assertEquals("first ZooKeeper is asked", List.of("look 1"), done());
        pending.remove(0).run();
        assertEquals("then the life ends", List.of("end 1"), done());
        pending.remove(0).run();
        assertEquals("then the data goes", List.of("forget 1 behind epoch 4"), done());
        pending.remove(0).run();
        assertEquals(List.of("gone 1"), done());
        placement.put(1, List.of("a", "c"));
        carrying.look();
        assertEquals("placed there again", List.of("begin 1"), done());
    }

    @Test
    public void oneReplicaIsGivenUpAfterTheOther() {
        for (int chain = 1; chain <= 2; chain++) {
            placement.put(chain, List.of("a", "b"));
            isKnown(chain, chain(4, "a", "b"));
        }
        CarriedChains carrying = carrying(1, 2);
        carrying.look();
        carrying.look();
        assertEquals(List.of("look 1"), done());
        answers();
        assertEquals(
                List.of(
                        "end 1",
                        "forget 1 behind epoch 4",
                        "gone 1",
                        "look 2",
                        "end 2",
                        "forget 2 behind epoch 4",
                        "gone 2"),
                done());
    }

    @Test
    public void nothingEndsIfZooKeeperSaysSomethingElseOrNothing() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b"));
        CarriedChains carrying = carrying(1);
        inZooKeeper = new CarriedChains.Found(chain(5, "a", "b", "c"), chain(4, "a", "b"));
        carrying.look();
        answers();
        assertEquals(List.of("look 1"), done());
        inZooKeeper = null;
        carrying.look();
        answers();
        assertEquals(List.of("look 1"), done());
    }

    @Test
    public void nothingEndsIfTheNodeIsPlacedAgainMeanwhile() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b"));
        CarriedChains carrying = carrying(1);
        carrying.look();
        placement.put(1, List.of("a", "c"));
        answers();
        assertEquals(List.of("look 1"), done());
    }

    @Test
    public void aReplicaWhoseDiskSaysMoreIsCarriedOn() {
        placement.put(1, List.of("a", "b"));
        isKnown(1, chain(4, "a", "b"));
        storeAllows = false;
        carrying(1).look();
        answers();
        assertEquals(List.of("look 1", "end 1", "forget 1 behind epoch 4", "gone 1", "begin 1"), done());
    }

    @Test
    public void aReplicaStaysWhileItsChainIsNotActivatedOrNotComplete() {
        placement.put(1, List.of("a", "b"));
        CarriedChains carrying = carrying(1);
        known.put(1, new CarriedChains.Known(chain(4, "a", "b"), 3, 5));
        carrying.look();
        isKnown(1, chain(4, "a"));
        carrying.look();
        assertEquals(List.of(), done());
    }

    @Test
    public void aNodeThatStopsBeginsAndGivesUpNothing() {
        placement.put(1, List.of("a", "b"));
        placement.put(2, List.of("c", "b"));
        isKnown(1, chain(4, "a", "b"));
        stopping = true;
        carrying(1).look();
        assertEquals(List.of(), done());
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public CarriedChains.Known known(int chain) {
        return known.getOrDefault(chain, new CarriedChains.Known(null, 0, 0));
    }

    @Override
    public void begin(int chain) {
        done.add("begin " + chain);
    }

    @Override
    public void liveAnew(int chain) {
        done.add("anew " + chain);
    }

    @Override
    public void leave(int chain) {
        done.add("leave " + chain);
    }

    @Override
    public void look(int chain, Consumer<Optional<CarriedChains.Found>> then) {
        done.add("look " + chain);
        pending.add(() -> then.accept(Optional.ofNullable(inZooKeeper)));
    }

    @Override
    public void end(int chain, Runnable ended) {
        done.add("end " + chain);
        pending.add(ended);
    }

    @Override
    public void forget(int chain, Configuration activated, Consumer<Boolean> then) {
        done.add("forget " + chain + " behind epoch " + activated.epoch());
        pending.add(() -> then.accept(storeAllows));
    }

    @Override
    public void isGone(int chain) {
        done.add("gone " + chain);
    }
}
