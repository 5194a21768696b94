package io.catena.server.replica;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Nodes with replicas of many chains that nobody uses, in simulated time, with an event loop each: what comes in one millisecond
 * is one turn of the loop, and what one turn sends to a node goes there together. Counts turns, ticks and messages.
 */
final class RestingCluster {
    private static final int NODES = 5;
    private static final int REPLICAS = 3;
    private static final long BUSY_MILLIS = 20;
    private static final long QUIET_MILLIS = 400;

    /** What happened since the last call of {@link #startCounting}. */
    int messages;

    /** A node sent something to another one. */
    int sendings;
    /** A replica was told that time has passed. */
    int ticks;
    /** A node's loop had something to do. */
    int turns;

    int syncs;
    /** For how long a replica heard nothing of a neighbour. */
    long longestSilenceMillis;

    private final Map<String, Long> heardMillis = new HashMap<>();
    final Set<String> suspects = new TreeSet<>();

    private final Map<String, Node> nodes = new TreeMap<>();
    /** Nodes that are not heard. */
    private final Set<String> silent = new HashSet<>();

    private long nowMillis = 1_000;

    /** What one turn of a loop has sent to a node. */
    private record Sending(long arrivalMillis, String to, List<Runnable> messages) {}

    private final ArrayDeque<Sending> underWay = new ArrayDeque<>();

    RestingCluster(int chains) {
        for (int node = 0; node < NODES; node++) {
            nodes.put(name(node), new Node(node));
        }
        ReplicaSettings settings = ReplicaSettings.standard().forOneOf(chains);
        for (int chain = 1; chain <= chains; chain++) {
            List<Member> members = members(chain);
            for (Member member : members) {
                nodes.get(member.nodeId()).replicas.add(new Carried(chain, member, settings));
            }
            Configuration first =
                    new Configuration(chain, 1, 1, members, null, true, Map.of(), SharedSettings.STANDARD, 0);
            members.forEach(member -> replica(member.nodeId(), first.chain()).tell(new Event.Configured(first)));
        }
    }

    /** Each order of nodes occurs about as often as each other one. */
    private static List<Member> members(int chain) {
        List<Integer> left = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            left.add(node);
        }
        List<Member> members = new ArrayList<>();
        int choice = chain - 1;
        for (int i = 0; i < REPLICAS; i++) {
            int which = choice % left.size();
            choice /= left.size();
            String name = name(left.remove(which));
            members.add(new Member(name, 1, name));
        }
        return members;
    }

    private static String name(int node) {
        return "n" + node;
    }

    Carried replica(String node, int chain) {
        return nodes.get(node).replicas.of(chain);
    }

    void startCounting() {
        messages = 0;
        sendings = 0;
        ticks = 0;
        turns = 0;
        syncs = 0;
        longestSilenceMillis = 0;
    }

    private void heard(String sender, Carried by) {
        Long before = heardMillis.put(by.chain + ": " + sender + " to " + by.self.nodeId(), nowMillis);
        longestSilenceMillis = Math.max(longestSilenceMillis, before == null ? 0 : nowMillis - before);
    }

    /** From here on the node sends nothing, and no connection breaks. */
    void silence(String node) {
        silent.add(node);
    }

    /** From here on nothing is heard from the node's replica of one chain. */
    void silence(String node, int chain) {
        replica(node, chain).silent = true;
    }

    void pass(long millis) {
        for (long end = nowMillis + millis; nowMillis < end; nowMillis++) {
            while (!underWay.isEmpty() && underWay.peekFirst().arrivalMillis() <= nowMillis) {
                Sending sending = underWay.removeFirst();
                nodes.get(sending.to()).arrived.addAll(sending.messages());
            }
            nodes.values().forEach(Node::turn);
        }
    }

    private long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    private final class Node {
        final ReplicasByChain<Carried> replicas = new ReplicasByChain<>();
        final List<Runnable> arrived = new ArrayList<>();
        private final Map<String, List<Runnable>> sends = new TreeMap<>();
        private final String name;
        private long tickMillis;

        Node(int number) {
            this.name = name(number);
            this.tickMillis = nowMillis + 7 * number;
        }

        void turn() {
            boolean tickIsDue = tickMillis <= nowMillis;
            if (arrived.isEmpty() && !tickIsDue) {
                return;
            }
            turns++;
            arrived.forEach(Runnable::run);
            arrived.clear();
            if (tickIsDue) {
                boolean quiet = replicas.tick(nanos(), TimeUnit.MILLISECONDS.toNanos(tickMillis));
                tickMillis = nowMillis + (quiet ? QUIET_MILLIS : BUSY_MILLIS);
            } else if (!replicas.all().stream().allMatch(Carried::isQuiet)) {
                tickMillis = Math.min(tickMillis, nowMillis + BUSY_MILLIS);
            }
            sends.forEach((to, messagesThere) -> {
                sendings++;
                messages += messagesThere.size();
                if (!silent.contains(name)) {
                    underWay.addLast(new Sending(nowMillis + 1, to, messagesThere));
                }
            });
            sends.clear();
        }
    }

    /** A replica on a disk that is fast. */
    final class Carried implements CarriedReplica {
        private final int chain;
        private final Member self;
        private final Replica replica;
        private final ArrayDeque<Event> events = new ArrayDeque<>();
        private boolean stepping;
        private boolean silent;

        Carried(int chain, Member self, ReplicaSettings settings) {
            this.chain = chain;
            this.self = self;
            this.replica = new Replica(chain, "c", self, settings, StoredState.empty(), nanos());
        }

        void tell(Event event) {
            events.add(event);
            if (!stepping) {
                stepping = true;
                while (!events.isEmpty()) {
                    replica.step(nanos(), events.removeFirst()).forEach(this::perform);
                }
                stepping = false;
            }
        }

        private void perform(Effect effect) {
            if (effect instanceof Effect.Send send) {
                Carried to = RestingCluster.this.replica(send.to().nodeId(), chain);
                Runnable arrival = () -> to.received(send.envelope(), send.message());
                if (!silent) {
                    nodes.get(self.nodeId())
                            .sends
                            .computeIfAbsent(send.to().nodeId(), name -> new ArrayList<>())
                            .add(arrival);
                }
            } else if (effect instanceof Effect.WriteDisk write) {
                written(write.write());
            } else if (effect instanceof Effect.Activate activate) {
                tell(new Event.Activated(activate.configuration().epoch(), activate.committed()));
            } else if (effect instanceof Effect.Report report) {
                report.report().suspects().forEach(suspect -> suspects.add(chain + ": " + suspect));
            }
        }

        private void written(DiskWrite write) {
            if (!write.appliesOnly()) {
                syncs++;
            }
            tell(new Event.DiskDone(1));
        }

        @Override
        public int chain() {
            return chain;
        }

        @Override
        public CurrentReplica replica() {
            throw new AssertionError("no life is asked for");
        }

        @Override
        public void received(Message.Envelope from, Message message) {
            heard(from.nodeId(), this);
            tell(new Event.Received(from, message));
        }

        @Override
        public void peerDown(String address) {
            tell(new Event.PeerDown(address));
        }

        @Override
        public void freeSpace(Space found) {
            tell(new Event.SpaceChanged(found));
        }

        @Override
        public boolean isQuiet() {
            return replica.isQuiet();
        }

        @Override
        public boolean tick(long nowNanos, long dueNanos) {
            ticks++;
            tell(new Event.Tick());
            return isQuiet();
        }
    }
}
