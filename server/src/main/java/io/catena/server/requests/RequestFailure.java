package io.catena.server.requests;

import io.catena.server.chain.Failure;

/** Why a node has no answer to a request. */
public sealed interface RequestFailure {
    /** One method for each kind of failure. */
    interface Visitor<R> {
        /** The replica of this node has failed the request. */
        R ofReplica(Failure failure);

        /** There is no such chain; nothing was done. */
        R noSuchChain(int chain);

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

        /** The node that the request was passed on to has failed it, in its own words. */
        R ofOtherNode(Exception words);
    }

    <R> R accept(Visitor<R> visitor);

    record OfReplica(Failure failure) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ofReplica(failure);
        }
    }

    record NoSuchChain(int chain) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.noSuchChain(chain);
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
    }

    record OfOtherNode(Exception words) implements RequestFailure {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ofOtherNode(words);
        }
    }
}
