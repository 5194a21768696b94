package io.catena.client;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** What a caller is told of a write that is given up. */
public class PendingOperationTest {
    private static final Problem BROKEN = new Problem(null, "the connection broke", null);
    private static final Problem OLDER = new Problem(null, "an older problem", null);
    private static final Problem BY_TLS = new Problem(
            null,
            "the certificate has expired; renew it there",
            ExplainedFailure.lasting("the certificate has expired; renew it there"));

    private final PendingOperation<String, String> write =
            new PendingOperation<>(
                    new Caller() {
                        @Override
                        public void done(PendingOperation<?, ?> operation) {}

                        @Override
                        public void attemptFailed(PendingOperation<?, ?> operation) {}

                        @Override
                        public Thread thread() {
                            return null;
                        }
                    },
                    60_000) {
                @Override
                byte[] key() {
                    return new byte[1];
                }

                @Override
                int batchBytes() {
                    return 0;
                }

                @Override
                boolean hasEffects() {
                    return true;
                }

                @Override
                String translate(String wireAnswer) {
                    return wireAnswer;
                }

                @Override
                void settled() {}
            };

    private String inDoubt() {
        return assertThrows(OutcomeUnknownException.class, write::result).getMessage();
    }

    private static void assertTold(String told, String... words) {
        for (String one : words) {
            assertTrue(told, told.contains(one));
        }
    }

    @Test
    public void aWriteInDoubtTellsWhatFailsByTls() {
        write.failed(BROKEN, true);
        write.refusedByAll(BY_TLS);
        String told = inDoubt();
        assertTold(
                told, "may have been done", "by TLS", BROKEN.message(), BY_TLS.message(), "when that is mended, read");
    }

    @Test
    public void aWriteInDoubtThatTheDeadlineEndsTellsWhatFailedSince() {
        write.failed(OLDER, false);
        write.failed(BROKEN, true);
        write.failed(BY_TLS, false);
        write.giveUp(Ending.GivenUp.DEADLINE);
        String told = inDoubt();
        assertTold(told, "60000 ms", BROKEN.message(), BY_TLS.message());
        assertFalse(told, told.contains(OLDER.message()));
    }

    @Test
    public void aWriteInDoubtOfWhichNoOtherAttemptWasMadeTellsTheDoubtOnly() {
        write.failed(OLDER, false);
        write.failed(BROKEN, true);
        write.giveUp(Ending.GivenUp.DEADLINE);
        String told = inDoubt();
        assertTold(told, BROKEN.message());
        assertFalse(told, told.contains(OLDER.message()));
    }

    @Test
    public void aWriteThatWasNotDoneIsToBeRepeatedWhenTlsIsMended() {
        write.refusedByAll(BY_TLS);
        String told = assertThrows(UnavailableException.class, write::result).getMessage();
        assertTold(told, "nothing was done", BY_TLS.message(), "repeat the call when that is mended");
    }
}
