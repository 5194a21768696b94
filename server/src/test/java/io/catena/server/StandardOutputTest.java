package io.catena.server;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.After;
import org.junit.Test;

public class StandardOutputTest {
    private final PrintStream before = System.out;

    @After
    public void restore() {
        System.setOut(before);
    }

    @Test
    public void anOutputThatFailedIsNoSuccess_row86() {
        assertEquals(0, StandardOutput.judge(0));
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
        System.out.println("result");
        assertEquals(7, StandardOutput.judge(0));
        assertEquals("a failure keeps its exit code", 3, StandardOutput.judge(3));
    }
}
