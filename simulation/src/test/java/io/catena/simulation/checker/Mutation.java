package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.List;

/** Ways to go on from a linearizable history, or to change it, so that it is not linearizable any more. */
enum Mutation {
    /** A get called after a write was answered finds what the write replaced. */
    STALE_READ {
        @Override
        void goOn(Tail tail) {
            tail.write("old").write("new").read("new").read("old");
        }
    },
    /** An acknowledged write was never seen: what was there before is. */
    LOST_WRITE {
        @Override
        void goOn(Tail tail) {
            tail.write("kept").write("lost").read("kept");
        }
    },
    /** Clients do not agree on the order of two concurrent writes. */
    DIVERGENCE {
        @Override
        void goOn(Tail tail) {
            tail.writeBoth("one", "two").read("one").read("two").read("one");
        }
    },
    /** A get finds what no put wrote. */
    INVENTED_VALUE {
        @Override
        void goOn(Tail tail) {
            tail.read("invented");
        }
    },
    /** A get finds what is written only after it has returned. */
    READ_FROM_THE_FUTURE {
        @Override
        void goOn(Tail tail) {
            tail.read("future").write("future");
        }
    },
    /** What was deleted comes back. */
    RESURRECTION {
        @Override
        void goOn(Tail tail) {
            tail.write("dead").delete().read("dead");
        }
    },
    /** A write of unknown outcome takes effect a second time. */
    APPLIED_TWICE {
        @Override
        void goOn(Tail tail) {
            tail.writeUnanswered("retried")
                    .read("retried")
                    .write("other")
                    .read("other")
                    .read("retried");
        }
    },
    /** Versions go back. */
    VERSION_GOES_BACK {
        @Override
        void goOn(Tail tail) {
            tail.write("high", 1_000_002).write("low", 1_000_001);
        }
    },
    /** A write with a condition is applied although another write came before it. */
    CONDITION_IGNORED {
        @Override
        void goOn(Tail tail) {
            tail.write("a", 1_000_001).write("b", 1_000_002).writeIfVersion("c", 1_000_001, 1_000_003);
        }
    };

    abstract void goOn(Tail tail);

    List<Operation> of(List<Operation> history) {
        Tail tail = new Tail(history);
        goOn(tail);
        return tail.all;
    }

    /** Operations one after the other, behind all answers of the history. */
    static final class Tail {
        private final List<Operation> all;
        private long position;

        private Tail(List<Operation> history) {
            all = new ArrayList<>(history);
            for (Operation operation : history) {
                position = Math.max(position, operation.isOpen() ? operation.invoked() : operation.returned());
            }
            position++;
        }

        Tail write(String value) {
            return write(value, 0);
        }

        Tail write(String value, long version) {
            return add(Call.put("k", value), Answer.done(version));
        }

        Tail writeIfVersion(String value, long expected, long version) {
            return add(Call.put("k", value, Condition.version(expected)), Answer.done(version));
        }

        Tail writeBoth(String one, String two) {
            all.add(new Operation(90, Call.put("k", one), Answer.DONE, position, position + 2));
            all.add(new Operation(91, Call.put("k", two), Answer.DONE, position + 1, position + 3));
            position += 4;
            return this;
        }

        Tail writeUnanswered(String value) {
            all.add(Operation.open(92, Call.put("k", value), position++));
            return this;
        }

        Tail delete() {
            return add(Call.delete("k"), Answer.DONE);
        }

        Tail read(String value) {
            return add(Call.get("k"), Answer.found(value));
        }

        private Tail add(Call call, Answer answer) {
            all.add(new Operation(90, call, answer, position, position + 1));
            position += 2;
            return this;
        }
    }
}
