package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a chain now.
 *
 * @param kind the sort of situation
 * @param next the configuration to publish; present exactly if the kind is {@link Kind#CHANGE}
 * @param sentence for people: the reason, or what the chain waits for
 * @param postponed the replicas of which one begins to join when its node and the one that feeds it take part in fewer transfers (M13)
 * @param still the members that hand over as soon as none of their nodes takes part in another handover (M19)
 */
public record Decision(
        Kind kind, Optional<Configuration> next, String sentence, List<Member> postponed, List<Member> still) {

    /** How the sentence of an alarm begins: the chain goes on, and its members stay as they are. */
    public static final String FROZEN = "membership is frozen: ";

    /** Of a decision that postpones nothing. */
    public Decision(Kind kind, Optional<Configuration> next, String sentence) {
        this(kind, next, sentence, List.of(), List.of());
    }

    /** The sorts of situation. */
    public enum Kind {
        /** A new configuration is to be published. */
        CHANGE,
        /** The chain is as good as it can be for now, or a change of it is taking effect. */
        NONE,
        /** No member lives and no node is back from which the chain could be formed again. It does not serve. */
        UNAVAILABLE,
        /**
         * No member lives, and the nodes that are back from which the chain could be formed again do not answer. It does
         * not serve. The time that others get goes on.
         */
        UNANSWERED,
        /** The chain could be formed again, but other nodes get 3 s to come back first. It does not serve. */
        GRACE,
        /** What is seen contradicts itself; nothing may be changed before a person has looked at it (C15). */
        ALARM
    }

    /** Whether users should be told the sentence: the chain does not serve, or its membership is frozen. */
    public boolean concernsUsers() {
        return !serves() || kind == Kind.ALARM;
    }

    /** Whether the chain serves as far as its membership goes. */
    public boolean serves() {
        return kind != Kind.UNAVAILABLE && kind != Kind.UNANSWERED && kind != Kind.GRACE;
    }

    static Decision change(Configuration next, String sentence) {
        return new Decision(Kind.CHANGE, Optional.of(next), sentence);
    }

    static Decision postponed(List<Member> able, String sentence) {
        return new Decision(Kind.NONE, Optional.empty(), sentence, List.copyOf(able), List.of());
    }

    static Decision awaitsItsTurn(List<Member> members, String sentence) {
        return new Decision(Kind.NONE, Optional.empty(), sentence, List.of(), List.copyOf(members));
    }

    public static Decision alarm(String what) {
        return of(Kind.ALARM, FROZEN + what);
    }

    static Decision of(Kind kind, String sentence) {
        return new Decision(kind, Optional.empty(), sentence);
    }
}
