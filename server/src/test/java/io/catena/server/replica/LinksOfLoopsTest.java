package io.catena.server.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.runtime.PlayedLoops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.Test;

/** Replicas of several loops send on one connection, which is dropped and breaks at any time. */
public class LinksOfLoopsTest {
    private static final Member NODE = new Member("n", 7, "a:1");
    private static final Member OTHER = new Member("o", 8, "b:1");

    private final List<String> violations = new ArrayList<>();

    /** A node with several loops, which hand over to each other in any order, and what reaches the wire. */
    private final class Node {
        final PlayedLoops played;
        final LinksOfLoops links;
        final List<Wire> wires = new ArrayList<>();
        final List<Chain> chains = new ArrayList<>();

        Node(int loops, int chainsOfEach) {
            played = new PlayedLoops(loops);
            List<Consumer<String>> broken = new ArrayList<>();
            for (int loop = 0; loop < loops; loop++) {
                int number = loop;
                wires.add(new Wire());
                broken.add(address -> {
                    assertEquals("on its loop", number, played.running());
                    chains.stream().filter(chain -> chain.loop == number).forEach(chain -> chain.isBroken(address));
                });
            }
            links = new LinksOfLoops(played.loops(), wires, broken);
            for (int chain = 1; chain <= loops * chainsOfEach; chain++) {
                chains.add(new Chain(this, chain, played.loops().ofChain(chain)));
            }
        }

        int owner(Member member) {
            return played.loops().ofAddress(member.address());
        }

        Wire wire(Member member) {
            return wires.get(owner(member));
        }

        /** The connection breaks; its loop hears of it in a task of its own. */
        void breaks(Member member) {
            int owner = owner(member);
            if (wires.get(owner).breaks(member.address())) {
                played.loops()
                        .handOver(
                                owner,
                                () -> wires.get(owner)
                                        .isNoticed(() -> links.isBroken(owner, member.address()), member));
            }
        }

        void disconnects(Chain chain, Member member) {
            played.on(chain.loop, () -> {
                links.of(chain.loop).disconnect(member);
                chains.stream()
                        .filter(other -> other.loop == chain.loop)
                        .forEach(other -> other.isBroken(member.address()));
            });
        }
    }

    /** The connections of one loop: on each, what a chain sends since it last knew of a break must begin at its beginning. */
    private final class Wire implements Links {
        final Map<String, Integer> connection = new HashMap<>();
        final Set<String> dead = new TreeSet<>();
        final Map<String, Long> last = new HashMap<>();
        final List<String> done = new ArrayList<>();

        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {
            String address = to.address();
            if (dead.contains(address)) {
                return;
            }
            long id = ((Message.Query) message).id();
            long stream = id >> 20;
            String key = address + " " + connection.getOrDefault(address, 0) + " " + envelope.chain() + " " + stream;
            Long before = last.put(key, id);
            if (id != (before == null ? stream << 20 : before + 1)) {
                violations.add("chain " + envelope.chain() + ": " + id + " behind " + before + " on " + key);
            }
            done.add(envelope.chain() + " sends " + stream + "." + (id & 0xfffff));
        }

        private void another(String address) {
            connection.merge(address, 1, Integer::sum);
            dead.remove(address);
        }

        @Override
        public void disconnect(Member from) {
            done.add("disconnects " + from.address());
            another(from.address());
        }

        boolean breaks(String address) {
            return dead.add(address);
        }

        void isNoticed(Runnable then, Member member) {
            if (dead.contains(member.address())) {
                another(member.address());
                then.run();
            }
        }

        @Override
        public void retain(Set<String> addresses) {
            done.add("keeps " + new TreeSet<>(addresses));
        }
    }

    /** A replica that numbers its messages, and begins a new stream when it hears of a break. */
    private static final class Chain {
        final Node node;
        final int number;
        final int loop;
        final Map<String, Long> next = new HashMap<>();
        final Map<String, Long> streams = new HashMap<>();

        Chain(Node node, int number, int loop) {
            this.node = node;
            this.number = number;
            this.loop = loop;
        }

        void isBroken(String address) {
            long stream = streams.merge(address, 1L, Long::sum);
            next.put(address, stream << 20);
        }

        void sends(Member to) {
            node.played.on(loop, () -> {
                long id = next.getOrDefault(to.address(), 0L);
                next.put(to.address(), id + 1);
                node.links.of(loop).send(to, new Message.Envelope(number, 1, "self", 1), new Message.Query(id));
            });
        }
    }

    @Test
    public void whateverBreaksNoMessageComesBehindAGap() {
        for (int seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Node node = new Node(2 + random.nextInt(3), 1 + random.nextInt(2));
            for (int step = 0; step < 300; step++) {
                Chain chain = node.chains.get(random.nextInt(node.chains.size()));
                Member member = random.nextBoolean() ? NODE : OTHER;
                int drawn = random.nextInt(20);
                if (drawn < 9) {
                    chain.sends(member);
                } else if (drawn < 10) {
                    node.disconnects(chain, member);
                } else if (drawn < 11) {
                    node.breaks(member);
                } else {
                    node.played.runOne(random);
                }
            }
            assertEquals("seed " + seed, List.of(), violations);
            node.played.runAll();
            for (Chain chain : node.chains) {
                chain.sends(NODE);
                node.played.runAll();
                List<String> done = node.wire(NODE).done;
                assertTrue("seed " + seed, done.get(done.size() - 1).startsWith(chain.number + " sends "));
            }
            assertEquals("seed " + seed, List.of(), violations);
        }
    }

    @Test
    public void whatWasSentBeforeALoopKnowsOfABreakIsLost() {
        Node node = new Node(2, 1);
        Chain far = node.chains.stream()
                .filter(chain -> chain.loop != node.owner(NODE))
                .findFirst()
                .orElseThrow();
        Chain near = node.chains.stream()
                .filter(chain -> chain.loop == node.owner(NODE))
                .findFirst()
                .orElseThrow();
        far.sends(NODE);
        node.disconnects(near, NODE);
        node.played.runAll();
        far.sends(NODE);
        node.played.runAll();
        assertEquals(List.of("disconnects a:1", far.number + " sends 1.0"), node.wire(NODE).done);
    }

    @Test
    public void aLoopThatDropsAConnectionThatIsBrokenAlreadyLeavesTheNextOneAlone() {
        Node node = new Node(2, 1);
        Chain far = node.chains.stream()
                .filter(chain -> chain.loop != node.owner(NODE))
                .findFirst()
                .orElseThrow();
        Chain near = node.chains.stream()
                .filter(chain -> chain.loop == node.owner(NODE))
                .findFirst()
                .orElseThrow();
        node.disconnects(near, NODE);
        near.sends(NODE);
        node.disconnects(far, NODE);
        node.played.runAll();
        assertEquals(List.of("disconnects a:1", near.number + " sends 1.0"), node.wire(NODE).done);
    }

    @Test
    public void theConnectionOfALoopIsKeptWhileAReplicaOfAnyLoopNeedsIt() {
        Node node = new Node(2, 1);
        node.played.on(0, () -> node.links.of(0).retain(Set.of("a:1")));
        node.played.on(1, () -> node.links.of(1).retain(Set.of("b:1")));
        node.played.runAll();
        for (Wire wire : node.wires) {
            assertEquals("keeps [a:1, b:1]", wire.done.get(wire.done.size() - 1));
        }
    }
}
