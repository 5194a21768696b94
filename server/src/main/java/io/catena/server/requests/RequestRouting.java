package io.catena.server.requests;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.replica.CurrentReplica;
import java.util.function.Function;

/**
 * Where a client's request is carried out: writes at the head (W1), reads at any member (R13). A request that comes to
 * another node is passed on to the head or to the tail, so that one address is enough for any client.
 */
final class RequestRouting {
    /** A request that was passed on this number of times is given back: the nodes do not agree on the configuration. */
    static final int MAX_HOPS = 2;

    private final CurrentReplica replica;

    RequestRouting(CurrentReplica replica) {
        this.replica = replica;
    }

    /** What is to become of a request. */
    sealed interface Way {}

    /** It is carried out by the replica of this node. */
    record Here() implements Way {}

    /** It is passed on. */
    record PassedOn(Member target) implements Way {}

    /** It is given back, and nothing is done: no configuration is known. */
    record NoChain() implements Way {}

    /** It is given back, and nothing is done: the membership changes. */
    record Changing() implements Way {}

    /**
     * @param configuration the newest that this node has heard of; null if of none
     * @param hops how often the request was passed on
     */
    Way ofWrite(Configuration configuration, int hops) {
        return replica.takesWrites() ? new Here() : to(configuration, Configuration::head, hops);
    }

    /** Of a write that waited here until the next head was in its epoch (C17). That it is passed on then counts as no hop. */
    Way ofHandedOver(Configuration configuration) {
        return ofWrite(configuration, 0);
    }

    /** Likewise. */
    Way ofRead(Configuration configuration, int hops) {
        return replica.isMember() ? new Here() : to(configuration, Configuration::tail, hops);
    }

    private Way to(Configuration configuration, Function<Configuration, Member> role, int hops) {
        if (configuration == null) {
            return new NoChain();
        }
        Member target = role.apply(configuration);
        return hops >= MAX_HOPS || replica.isSelf(target) ? new Changing() : new PassedOn(target);
    }
}
