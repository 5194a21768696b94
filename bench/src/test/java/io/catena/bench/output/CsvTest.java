package io.catena.bench.output;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

public class CsvTest {
    @Test
    public void whatWasWrittenIsReadBack() {
        Table table = new Table("plain", "a, b", "\"quoted\"")
                .add("x", "", "two\nlines")
                .add("comma, and \"quotation\"", "\"", " spaces ")
                .add("\u00fcml\u00e4ut", ",", "\r\n");

        Table read = Csv.parse(Csv.text(table));

        assertEquals(table.columns(), read.columns());
        assertEquals(table.rows(), read.rows());
    }

    @Test
    public void numbersAreRoundedToWhatAMeasurementCanTell() {
        Table table = new Table("n")
                .add(123_456.789)
                .add(123.456)
                .add(12.3456)
                .add(0.12345)
                .add(7L);

        assertEquals("n\n123457\n123.5\n12.35\n0.123\n7\n", Csv.text(table));
        assertEquals(123.5, Csv.parse(Csv.text(table)).number(1, "n"), 0);
    }

    @Test
    public void otherProgramsLineEndsAndAMissingLastOneAreFine() {
        assertEquals(List.of(List.of("1", "2")), Csv.parse("a,b\r\n1,2").rows());
    }

    @Test
    public void whatIsNoTableIsRefused() {
        for (String wrong : new String[] {"", "a,b\n1\n", "a\n\"b\n"}) {
            assertThrows(wrong, IllegalArgumentException.class, () -> Csv.parse(wrong));
        }
    }
}
