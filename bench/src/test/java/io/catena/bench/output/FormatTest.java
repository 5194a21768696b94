package io.catena.bench.output;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class FormatTest {
    private final Table table = new Table("store", "ops").add("etcd", 12).add("a \"b\"", 3.5);

    @Test
    public void peopleGetColumns() {
        assertEquals("store  ops\netcd      12\na \"b\"  3.500\n", Format.TABLE.text(table));
    }

    @Test
    public void programsGetOneObjectALineWithNumbersAsNumbers() {
        assertEquals(
                "{\"store\":\"etcd\",\"ops\":12}\n{\"store\":\"a \\\"b\\\"\",\"ops\":3.500}\n",
                Format.JSON.text(table));
    }
}
