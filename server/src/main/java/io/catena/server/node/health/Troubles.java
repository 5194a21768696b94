package io.catena.server.node.health;

import io.catena.server.chain.Shortage;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.thrift.Trouble;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The troubles that this node sees, and since when. They are checked at each request, and about once a second in
 * between, so that the time is known. Owned by the node's first loop.
 */
public final class Troubles {
    /** In the order of their importance. */
    private enum Kind {
        NO_CHAIN(true),
        TOO_FEW_MEMBERS(true),
        NO_SPACE(true),
        HANDOVER_HANGS(true),
        MEMBERSHIP_FROZEN(false),
        ZOOKEEPER_AWAY(false),
        FEWER_MEMBERS_THAN_WISHED(false),
        CERTIFICATES_REFUSED(false),
        CERTIFICATE_ENDS(false),
        INSECURE_NETWORK(false),
        ZOOKEEPER_OPEN(false);

        private final boolean stopsService;

        Kind(boolean stopsService) {
            this.stopsService = stopsService;
        }
    }

    /** What protects the node. */
    public interface Security {
        /** Whether the node takes plain text from other machines. */
        boolean isInsecureNetwork();

        /** Whether everybody who reaches ZooKeeper may change what this node, which is protected itself, goes by. */
        boolean isZooKeeperOpen();

        /** Why the certificates' files as they are now are not used; empty if they are, or if there are none. */
        Optional<String> refusedCertificates();

        /** When the node's certificate ends, if that is soon. */
        Optional<Instant> endsSoon();
    }

    /**
     * What is looked at of one chain.
     *
     * @param shortage of this node and the members behind it
     */
    public record Chain(ChainLayout layout, Shortage shortage) {}

    private static final int NAMED_CHAINS = 5;
    /** A handover that goes as it should is over in a small part of this, and is no trouble. */
    private static final long LONG_HANDOVER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final boolean isOneOfMany;
    private final String zookeeper;
    private final BooleanSupplier zookeeperConnected;
    private final Security security;
    private final Map<Kind, Long> sinceNanos = new EnumMap<>(Kind.class);
    /** Since when the chains that hand over have been seen to. */
    private final Map<Handover, Long> handoverSinceNanos = new HashMap<>();

    private record Handover(int chain, long epoch) {}

    /**
     * @param isOneOfMany whether the cluster has several chains, so that each is named
     * @param zookeeper the address of ZooKeeper
     */
    public Troubles(boolean isOneOfMany, String zookeeper, BooleanSupplier zookeeperConnected, Security security) {
        this.security = security;
        this.isOneOfMany = isOneOfMany;
        this.zookeeper = zookeeper;
        this.zookeeperConnected = zookeeperConnected;
    }

    /**
     * Notes which troubles have begun and which have ended.
     *
     * @param chains those that this node carries at the moment
     */
    public void look(List<Chain> chains, long nowNanos) {
        Set<Handover> handovers = chains.stream()
                .filter(chain -> chain.layout().handsOver())
                .map(Troubles::handover)
                .collect(Collectors.toSet());
        handoverSinceNanos.keySet().retainAll(handovers);
        handovers.forEach(handover -> handoverSinceNanos.putIfAbsent(handover, nowNanos));
        for (Kind kind : Kind.values()) {
            if (isThere(kind, chains, nowNanos)) {
                sinceNanos.putIfAbsent(kind, nowNanos);
            } else {
                sinceNanos.remove(kind);
            }
        }
    }

    /**
     * The present troubles, the most important first.
     *
     * @param chains as for {@link #look}
     */
    List<Trouble> now(List<Chain> chains, long nowNanos) {
        look(chains, nowNanos);
        return sinceNanos.entrySet().stream()
                .map(entry -> new Trouble(
                        entry.getKey().name(),
                        message(entry.getKey(), chains, nowNanos),
                        entry.getKey().stopsService,
                        TimeUnit.NANOSECONDS.toMillis(nowNanos - entry.getValue())))
                .toList();
    }

    private static Handover handover(Chain chain) {
        return new Handover(chain.layout().chain(), chain.layout().epoch());
    }

    private boolean isThere(Kind kind, List<Chain> chains, long nowNanos) {
        return switch (kind) {
            case NO_CHAIN, MEMBERSHIP_FROZEN, TOO_FEW_MEMBERS, NO_SPACE, HANDOVER_HANGS, FEWER_MEMBERS_THAN_WISHED ->
                chains.stream().anyMatch(chain -> isThere(kind, chain, nowNanos));
            case ZOOKEEPER_AWAY -> !zookeeperConnected.getAsBoolean();
            case CERTIFICATES_REFUSED -> security.refusedCertificates().isPresent();
            case CERTIFICATE_ENDS -> security.endsSoon().isPresent();
            case INSECURE_NETWORK -> security.isInsecureNetwork();
            case ZOOKEEPER_OPEN -> security.isZooKeeperOpen();
        };
    }

    private boolean isThere(Kind kind, Chain chain, long nowNanos) {
        ChainLayout layout = chain.layout();
        return switch (kind) {
            case NO_CHAIN -> layout.configuration() == null || layout.isDown();
            case MEMBERSHIP_FROZEN -> layout.isFrozen();
            case TOO_FEW_MEMBERS -> layout.configuration() != null && layout.members() < layout.minReplicas();
            case NO_SPACE -> chain.shortage().exists();
            case HANDOVER_HANGS ->
                nowNanos - handoverSinceNanos.getOrDefault(handover(chain), nowNanos) >= LONG_HANDOVER_NANOS;
            case FEWER_MEMBERS_THAN_WISHED ->
                layout.configuration() != null && layout.members() < layout.wishedReplicas();
            default -> throw new IllegalArgumentException(kind + " is no trouble of a chain");
        };
    }

    /** Of several chains the first is told of, and which others have the same. */
    private String messageOfChains(Kind kind, List<Chain> chains, long nowNanos) {
        List<Chain> concerned =
                chains.stream().filter(chain -> isThere(kind, chain, nowNanos)).toList();
        if (concerned.isEmpty()) {
            return "It has just ended.";
        }
        String message = message(kind, concerned.get(0));
        if (!isOneOfMany) {
            return message;
        }
        String others = concerned.stream()
                .skip(1)
                .limit(NAMED_CHAINS)
                .map(chain -> Integer.toString(chain.layout().chain()))
                .collect(Collectors.joining(", "));
        return "Chain " + concerned.get(0).layout().chain()
                + (others.isEmpty()
                        ? ""
                        : " (and likewise " + others + (concerned.size() > NAMED_CHAINS + 1 ? ", ..." : "") + ")")
                + ": " + message;
    }

    private static String message(Kind kind, Chain chain) {
        ChainLayout layout = chain.layout();
        return switch (kind) {
            case NO_CHAIN ->
                layout.configuration() == null
                        ? "No chain has been formed" + layout.noteAsClause() + ". Nothing is served until one is."
                        : "The chain does not serve" + layout.noteAsClause() + ".";
            case MEMBERSHIP_FROZEN ->
                "The chain goes on as long as all of its members answer, but a member that fails is not removed and"
                        + " no node joins" + layout.noteAsClause() + ".";
            case TOO_FEW_MEMBERS ->
                "Writes are refused: the chain has " + members(layout.members()) + ", and min-replicas is "
                        + layout.minReplicas()
                        + ". Start more nodes, or lower it with 'catena settings set min-replicas="
                        + layout.members() + "'.";
            case NO_SPACE -> NoSpace.of(chain.shortage()).asSentence();
            case HANDOVER_HANGS ->
                "Writes wait: the members change places, which should take a small part of a second"
                        + layout.noteAsClause()
                        + ". It goes on when ZooKeeper, the controller's node and the head answer each other.";
            case FEWER_MEMBERS_THAN_WISHED ->
                "The chain has " + members(layout.members()) + " of the " + layout.wishedReplicas()
                        + " that it should have (wished-replicas): " + survives(layout.members() - 1)
                        + ". Start the nodes that are missing, or lower the number with 'catena settings set"
                        + " wished-replicas=" + layout.members() + "'.";
            default -> throw new IllegalArgumentException(kind + " is no trouble of a chain");
        };
    }

    private String message(Kind kind, List<Chain> chains, long nowNanos) {
        return switch (kind) {
            case NO_CHAIN, MEMBERSHIP_FROZEN, TOO_FEW_MEMBERS, NO_SPACE, HANDOVER_HANGS, FEWER_MEMBERS_THAN_WISHED ->
                messageOfChains(kind, chains, nowNanos);
            case ZOOKEEPER_AWAY ->
                "ZooKeeper at " + zookeeper + " does not answer this node. Reads and writes are taken as long as all"
                        + " members answer. Until it is back a member that fails is not removed, so that they wait for"
                        + " it, and no node joins. Check that ZooKeeper runs and can be reached.";
            case CERTIFICATES_REFUSED ->
                "New certificates cannot be used, and the old ones stay in use: "
                        + security.refusedCertificates().orElse("they have just been mended") + ".";
            case CERTIFICATE_ENDS ->
                "This node's certificate ends on "
                        + security.endsSoon().map(Instant::toString).orElse("(it has just been renewed)")
                        + ". From then on no other process connects to the node. Put a new one in its place; the node takes it"
                        + " without a restart.";
            case INSECURE_NETWORK ->
                "This node takes plain text from other machines (--insecure-network): whoever reaches its port reads and"
                        + " changes everything. Give it certificates with --tls-cert, --tls-key and --tls-ca"
                        + " (docs/security.md).";
            case ZOOKEEPER_OPEN ->
                "The cluster's znodes in ZooKeeper at " + zookeeper
                        + " are open: whoever reaches ZooKeeper decides which"
                        + " nodes form the chain and who may do what. Stop all nodes, and start them with"
                        + " --zookeeper-auth-file (docs/security.md).";
        };
    }

    private static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }

    private static String survives(int failures) {
        return switch (failures) {
            case 0 -> "if this one fails nothing is served until it is back, and there is no other copy of its data";
            case 1 -> "it survives one more failure";
            default -> "it survives " + failures + " more failures";
        };
    }
}
