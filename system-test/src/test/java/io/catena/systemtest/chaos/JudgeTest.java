package io.catena.systemtest.chaos;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Operation;
import io.catena.simulation.checker.files.HistoryFormat;
import io.catena.systemtest.Findings;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The judge finds violations, and the histories that it writes can be read again. */
public class JudgeTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Findings findings = new Findings();
    private final Generation generation = new Generation(1, 2, 0);

    private Judge judge() {
        return new Judge(findings, folder.getRoot().toPath().resolve("seed-1"));
    }

    private void write(int process, String value, long version) {
        generation.invoke(process, Call.put("g1-0", value));
        generation.ok(process, Answer.done(version));
    }

    private void read(Answer answer) {
        generation.invoke(9, Call.get("g1-0"));
        generation.ok(9, answer);
    }

    @Test
    public void aRightHistoryLeavesNothing() {
        write(1, "a", 1);
        read(Answer.found("a", 1));
        judge().judge(generation, generation.operations());
        assertEquals(List.of(), findings.all());
    }

    @Test
    public void aStaleReadIsFoundAndItsHistoryKept() throws Exception {
        write(1, "a", 1);
        generation.invoke(3, Call.put("g1-0", "of unknown outcome"));
        generation.unknown(3);
        generation.invoke(3, Call.put("g1-0", "c"));
        generation.unknown(3);
        write(2, "b", 2);
        read(Answer.found("a", 1));
        judge().judge(generation, generation.operations());
        assertEquals(1, findings.all().size());
        assertTrue(findings.all().toString(), findings.all().get(0).contains("1 of the keys"));
        Path kept = folder.getRoot().toPath().resolve("seed-1-g1-0.jsonl");
        List<Operation> again = HistoryFormat.CATENA.read(kept);
        assertEquals(
                generation.operations().stream().map(Operation::call).toList(),
                again.stream().map(Operation::call).toList());
    }

    @Test
    public void noCallBeginsOnKeysThatAreClosed() throws Exception {
        generation.close();
        assertEquals(false, generation.invoke(1, Call.get("g1-0")));
        assertEquals(List.of(), generation.operations());
    }
}
