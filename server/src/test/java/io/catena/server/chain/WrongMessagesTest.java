package io.catena.server.chain;

import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.Test;

/**
 * One message of a chain says something else than its sender said, comes twice, late, not at all or from another
 * sender. Whatever it is: no replica halts or throws. And the chain serves again, with all that it has acknowledged: at
 * once, or, if the lie could not be told from the truth, in the next epoch.
 *
 * <p>Not mutated: the bytes of records, values and versions, which carry checksums on the wire.
 */
public class WrongMessagesTest {
    private static final long SEED = System.nanoTime();
    /** The number of mutations of each field of each message in each scenario, at different moments. */
    private static final int MOMENTS = 2;
    /** The number of messages of each scenario that come in another way. */
    private static final int MESSAGES = 12;

    private final Random random = new Random(SEED);
    private final Mutations mutations = new Mutations(random);

    /** What happens to a chain; each time the same. Returns the tickets of the writes of k0, k1, ... */
    private interface Scenario {
        List<Long> run(TestChain chain);
    }

    /** A chain to which it has happened. */
    private record Outcome(TestChain chain, List<Long> puts) {}

    /** Writes and reads at a member, and an epoch that begins meanwhile. */
    private static List<Long> writesAndReads(TestChain chain) {
        List<Long> puts = new ArrayList<>();
        List.of("a", "b", "c").forEach(chain::start);
        chain.publishMembers("a", "b", "c");
        chain.settle();
        for (int i = 0; i < 3; i++) {
            puts.add(chain.put("a", "k" + i, "v" + i));
            chain.step();
            chain.get("b", "k" + i);
            chain.settle();
        }
        chain.put("a", "k3", "v3");
        chain.step();
        chain.publishMembers("a", "b", "c");
        chain.settle();
        return puts;
    }

    /** A node joins by a snapshot, whose feeder makes a new link in between. */
    private static List<Long> aSnapshot(TestChain chain) {
        List<Long> puts = new ArrayList<>();
        chain.keepApplied(2);
        List.of("a", "b").forEach(chain::start);
        chain.publishMembers("a", "b");
        chain.settle();
        for (int i = 0; i < 8; i++) {
            puts.add(chain.put("a", "k" + i, "v" + i));
            chain.settle();
        }
        chain.start("c");
        chain.publish("c", "a", "b");
        chain.nodes.keySet().forEach(chain::learn);
        for (int i = 0; i < 12; i++) {
            chain.step();
        }
        chain.reset("b", "c");
        chain.settle();
        return puts;
    }

    private record Sent(int number, Effect.Send send) {}

    private static List<Sent> record(Scenario scenario) {
        List<Sent> all = new ArrayList<>();
        TestChain chain = new TestChain();
        chain.wires.onWire = send -> {
            all.add(new Sent(all.size(), send));
            return List.of(send);
        };
        scenario.run(chain);
        return all;
    }

    /** The n-th message is replaced. */
    private static Outcome tampered(Scenario scenario, int number, Function<Effect.Send, List<Effect.Send>> with) {
        TestChain chain = new TestChain();
        // What another replica says may be wrong and could be true.
        chain.invariants.off();
        int[] sent = {0};
        chain.wires.onWire = send -> sent[0]++ == number ? with.apply(send) : List.of(send);
        return new Outcome(chain, scenario.run(chain));
    }

    private void holds(String what, Outcome outcome) {
        TestChain chain = outcome.chain();
        for (int i = 0; i < 8; i++) {
            chain.settle();
        }
        if (!serves(outcome)) {
            // As the controller would: a suspect is removed, or at least the epoch changes.
            chain.publishMembers(chain.memberNames());
            for (int i = 0; i < 8; i++) {
                chain.settle();
            }
        }
        for (TestNode node : chain.nodes.values()) {
            assertNull(what + ": " + node.name, node.halted);
        }
        assertTrue(what + " ends the chain's service; " + drops(chain), serves(outcome));
        try {
            chain.checkMembersAgree();
        } catch (Invariant.Broken e) {
            throw new AssertionError(what, e);
        }
    }

    private static boolean serves(Outcome outcome) {
        TestChain chain = outcome.chain();
        long put = chain.put("a", "probe", "x");
        chain.settle();
        List<Long> reads = new ArrayList<>();
        for (String member : chain.memberNames()) {
            reads.add(chain.get(member, "probe", "k0", "k1", "k2"));
        }
        chain.settle();
        chain.settle();
        return chain.answers.get(put) instanceof List
                && reads.stream().allMatch(read -> isRight(outcome, chain.answers.get(read)));
    }

    /** What was acknowledged is there; what was not may be. */
    private static boolean isRight(Outcome outcome, Object answer) {
        if (!(answer instanceof List<?> values)) {
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            VersionedValue value = (VersionedValue) values.get(i);
            boolean wasWritten =
                    i == 0 || outcome.chain().answers.get(outcome.puts().get(i - 1)) instanceof List;
            String right = i == 0 ? "x" : "v" + (i - 1);
            if (value.exists() ? !right.equals(new String(value.value(), StandardCharsets.UTF_8)) : wasWritten) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, List<String>> drops(TestChain chain) {
        Map<String, List<String>> all = new TreeMap<>();
        chain.nodes.forEach((name, node) -> all.put(name, node.drops));
        return all;
    }

    private void mutateEveryField(Scenario scenario) {
        System.out.println("seed " + SEED);
        Map<String, Integer> done = new TreeMap<>();
        List<Sent> all = new ArrayList<>(record(scenario));
        Collections.shuffle(all, random);
        for (Sent sent : all) {
            for (Mutations.Mutation mutation : mutations.of(sent.send().message())) {
                String kind = mutation.name().replaceAll("[0-9]{4,}", "#");
                if (done.merge(kind, 1, Integer::sum) <= MOMENTS) {
                    String what = "seed " + SEED + ", message " + sent.number() + " " + mutation.name();
                    holds(
                            what,
                            run(
                                    what,
                                    scenario,
                                    sent,
                                    send -> List.of(new Effect.Send(send.to(), send.envelope(), mutation.message()))));
                }
            }
        }
    }

    private static Outcome run(
            String what, Scenario scenario, Sent sent, Function<Effect.Send, List<Effect.Send>> with) {
        try {
            return tampered(scenario, sent.number(), with);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " was thrown out of a replica", e);
        }
    }

    /** Lost, doubled, overtaken, of another life, another node, another chain, another epoch. */
    private void comesOtherwise(Scenario scenario) {
        System.out.println("seed " + SEED);
        List<Sent> all = new ArrayList<>(record(scenario));
        Collections.shuffle(all, random);
        for (Sent sent : all.subList(0, Math.min(MESSAGES, all.size()))) {
            String what = "seed " + SEED + ", message " + sent.number() + " "
                    + sent.send().message();
            holds(what + " lost", run(what, scenario, sent, send -> List.of()));
            holds(what + " doubled", run(what, scenario, sent, send -> List.of(send, send)));
            holds(what + " late", late(what, scenario, sent));
            for (Message.Envelope other : mutations.of(sent.send().envelope())) {
                String from = what + " from " + other;
                holds(
                        from,
                        run(from, scenario, sent, send -> List.of(new Effect.Send(send.to(), other, send.message()))));
                holds(
                        from,
                        run(
                                from,
                                scenario,
                                sent,
                                send -> List.of(send, new Effect.Send(send.to(), other, send.message()))));
            }
        }
    }

    /** The message comes behind the next one. */
    private static Outcome late(String what, Scenario scenario, Sent sent) {
        List<Effect.Send> held = new ArrayList<>();
        TestChain chain = new TestChain();
        int[] count = {0};
        chain.wires.onWire = send -> {
            if (count[0]++ == sent.number()) {
                held.add(send);
                return List.of();
            }
            boolean isNext = !held.isEmpty()
                    && send.to().equals(held.get(0).to())
                    && send.envelope().nodeId().equals(held.get(0).envelope().nodeId());
            return isNext ? List.of(send, held.remove(0)) : List.of(send);
        };
        try {
            return new Outcome(chain, scenario.run(chain));
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " late was thrown out of a replica", e);
        }
    }

    @Test
    public void noMessageThatComesOtherwiseHaltsAReplica_row65() {
        comesOtherwise(WrongMessagesTest::writesAndReads);
        comesOtherwise(WrongMessagesTest::aSnapshot);
    }

    @Test
    public void noFieldOfAMessageOfWritesAndReadsHaltsAReplica_row65() {
        mutateEveryField(WrongMessagesTest::writesAndReads);
    }

    @Test
    public void noFieldOfAMessageOfASnapshotHaltsAReplica_row65() {
        mutateEveryField(WrongMessagesTest::aSnapshot);
    }
}
