package io.catena.server.requests;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;

/** Why a node has no answer to a request. */
public sealed interface RequestFailure {
    /** One method for each kind of failure. */
    interface Visitor<R> {
        /** The replica of this node has failed the request. */
        R ofReplica(Failure failure);

        /** There is no such chain; nothing was done. */
        R noSuchChain(int chain);

        /** A key belongs to another chain than the one that was named; nothing was done. */
        R ofAnotherChain(Key key, int named, int right);

        /** No chain has been formed; nothing was done. */
        R noChain();

        /** The membership changes; nothing was done. */
        R changing();

        /** This node's replica is between two lives; nothing was done. */
        R betweenLives();

        /** Too many sessions are being opened (E10); nothing was done. */
        R tooManySessions(SessionAdmission.Verdict verdict);

        /** The node that the request is for cannot be reached; nothing was done, or it was a read. */
        R unreachable(String address, String why);

        /** Too much is on its way to the node that the request is for; nothing was done. */
        R tooManyCalls(String why);

        /** The request was passed on, and no answer came: it may have been done, now or later. */
        R lost(String why);

        /** The node, or other loop of this node, that the request was passed on to has failed it, in its own words. */
        R ofOtherNode(Exception words);

        /** A chain has failed its part of the request, and the parts of others may have been done. */
        R partlyDone(RequestFailure why);

        /** The parts of several chains are more than this node can hold for one answer; nothing was done. */
        R tooMuchAtOnce();
    }

    <R> R accept(Visitor<R> visitor);

    /** Whether a request that changes data may have been done, now or later. */
    default boolean mayHaveBeenDone() {
        return false;
    }

    record OfReplica(Failure failure) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ofReplica(failure);
        }

        @Override
        public boolean mayHaveBeenDone() {
            return failure == Failure.UNKNOWN;
        }
    }

    record NoSuchChain(int chain) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.noSuchChain(chain);
        }
    }

    record OfAnotherChain(Key key, int named, int right) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ofAnotherChain(key, named, right);
        }
    }

    record NoChain() implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.noChain();
        }
    }

    record Changing() implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.changing();
        }
    }

    record BetweenLives() implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.betweenLives();
        }
    }

    record TooManySessions(SessionAdmission.Verdict verdict) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tooManySessions(verdict);
        }
    }

    record Unreachable(String address, String why) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unreachable(address, why);
        }
    }

    record TooManyCalls(String why) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tooManyCalls(why);
        }
    }

    record Lost(String why) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lost(why);
        }

        @Override
        public boolean mayHaveBeenDone() {
            return true;
        }
    }

    /** @param mayHaveBeenDone whether the words leave that open */
    record OfOtherNode(Exception words, boolean mayHaveBeenDone) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ofOtherNode(words);
        }
    }

    record PartlyDone(RequestFailure why) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.partlyDone(why);
        }

        @Override
        public boolean mayHaveBeenDone() {
            return true;
        }
    }

    record TooMuchAtOnce() implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tooMuchAtOnce();
        }
    }
}
