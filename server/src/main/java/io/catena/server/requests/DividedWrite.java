package io.catena.server.requests;

import io.catena.server.chain.Origin;
import io.catena.server.chain.Shares;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import java.util.List;

/** The answers to writes of keys of several chains. Of previous values for which there is no room only versions are told. */
final class DividedWrite extends DividedCall<WriteResponse> {
    private final WriteAnswer[] answers;
    private final long maxPreviousBytes;
    private final ChainCallback<WriteResponse> callback;

    DividedWrite(
            Origin origin,
            Shares held,
            int parts,
            int writes,
            long maxPreviousBytes,
            ChainCallback<WriteResponse> callback) {
        super(origin, held, parts);
        this.answers = new WriteAnswer[writes];
        this.maxPreviousBytes = maxPreviousBytes;
        this.callback = callback;
    }

    @Override
    void take(Part<?> part, WriteResponse response) {
        boolean whole = holds(response.answers().stream()
                .mapToLong(DividedWrite::previousBytes)
                .sum());
        for (int i = 0; i < part.places().size(); i++) {
            WriteAnswer answer = response.answers().get(i);
            answers[part.places().get(i)] = whole ? answer : withoutValue(answer);
        }
    }

    private static long previousBytes(WriteAnswer answer) {
        return answer.previous() == null || !answer.previous().exists()
                ? 0
                : answer.previous().value().length;
    }

    private static WriteAnswer withoutValue(WriteAnswer answer) {
        return previousBytes(answer) == 0
                ? answer
                : new WriteAnswer(
                        answer.applied(),
                        answer.version(),
                        new VersionedValue(null, answer.previous().version()));
    }

    @Override
    void end() {
        long bytes = 0;
        for (int i = 0; i < answers.length; i++) {
            bytes += previousBytes(answers[i]);
            if (bytes > maxPreviousBytes) {
                answers[i] = withoutValue(answers[i]);
            }
        }
        callback.completed(new WriteResponse(List.of(answers), RequestsByChain.NO_EPOCH));
    }

    @Override
    void end(int chain, RequestFailure why, boolean anyAnswered) {
        callback.failed(chain, anyAnswered || why.mayHaveBeenDone() ? new RequestFailure.PartlyDone(why) : why);
    }
}
