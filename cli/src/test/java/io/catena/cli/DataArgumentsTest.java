package io.catena.cli;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.client.FakeServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Data is stored as it was typed. */
public class DataArgumentsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeServer server = new FakeServer();

    @After
    public void close() {
        server.close();
    }

    private Run catena(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--servers";
        all[1] = server.address();
        System.arraycopy(args, 0, all, 2, args.length);
        return Run.of(all);
    }

    private String stored(String key) {
        return catena("get", "--", key).out();
    }

    private String file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private String file(byte[] content) throws IOException {
        return Files.write(folder.newFile().toPath(), content).toString();
    }

    @Test
    public void nothingInAKeyOrValueIsInterpreted() throws IOException {
        for (String data : new String[] {
            "@" + file("the file's content"),
            "@@x",
            "@",
            "${sys:user.dir}",
            "${env:PATH}",
            "%s%n%d",
            "'quoted'",
            "\"double\"",
            "a,b",
            "a=b",
            "$HOME",
            "\\n",
            " blank ",
            "a\tb"
        }) {
            Run put = catena("put", "k", data);
            assertEquals(put.err(), 0, put.exitCode());
            assertEquals(data, stored("k"));
            assertEquals(0, catena("put", data, "of that key").exitCode());
            assertEquals("of that key", stored(data));
            assertEquals(0, catena("delete", data).exitCode());
        }
        assertEquals(0, catena("put", "k", "").exitCode());
        assertEquals("", stored("k"));
    }

    @Test
    public void behindTwoHyphensEverythingIsData() {
        for (String data : new String[] {"-5", "--hex", "-", "--", "-o", "--help", "-h", "@x"}) {
            assertEquals(0, catena("put", "--", "k", data).exitCode());
            assertEquals(data, stored("k"));
            assertEquals(0, catena("put", "--", data, "v").exitCode());
            assertEquals("v", stored(data));
            assertEquals("v", catena("delete", "--", data).out());
        }
        assertEquals(0, catena("put", "k", "--", "-").exitCode());
        assertEquals("-", stored("k"));
    }

    @Test
    public void forgottenHyphensAreExplained() {
        Run put = catena("put", "k", "-x");
        assertEquals(2, put.exitCode());
        assertTrue(put.err(), put.err().contains("put -- before"));
        Run get = catena("get", "-k");
        assertEquals(2, get.exitCode());
        assertTrue(get.err(), get.err().contains("put -- before"));
        Run nothing = catena("get");
        assertFalse(nothing.err(), nothing.err().contains("put -- before"));
    }

    @Test
    public void helpIsAlsoAWord() {
        assertEquals(catena("put", "--help").out(), Run.of("help", "put").out());
        assertEquals(Run.of("--help").out(), Run.of("help").out());
        assertEquals(0, catena("put", "help", "v").exitCode());
        assertEquals("v", catena("get", "help").out());
    }

    @Test
    public void aListOfNoServersIsRefusedInTheWordsOfTheCommandLine() {
        for (String none : new String[] {",", ""}) {
            Run get = Run.of("get", "k", "--servers", none);
            assertEquals(2, get.exitCode());
            assertTrue(get.err(), get.err().contains("CATENA_SERVERS, names no server"));
        }
    }

    @Test
    public void anEmptyPathAndAFolderAreRefusedAsSuch() {
        Run empty = catena("put", "k", "--file", "");
        assertEquals(2, empty.exitCode());
        assertTrue(empty.err(), empty.err().contains("an empty path names no file"));
        Run folderGiven = catena("put", "k", "--file", folder.getRoot().toString());
        assertEquals(2, folderGiven.exitCode());
        assertTrue(folderGiven.err(), folderGiven.err().contains("cannot read"));
        assertFalse(folderGiven.err(), folderGiven.err().contains("writing"));
    }

    @Test
    public void aValueComesFromStandardInputOrAFileAsItIs() throws IOException {
        Run put = Run.withInput("of standard input\n", "put", "k", "-", "--servers", server.address());
        assertEquals(put.err(), 0, put.exitCode());
        assertEquals("of standard input\n", stored("k"));
        byte[] large = new byte[1 << 20];
        large[7] = '\n';
        large[9] = -1;
        assertEquals(0, catena("put", "k", "--file", file(large)).exitCode());
        assertArrayEquals(large, catena("get", "k").outBytes());
        assertEquals(0, catena("put", "--hex", "6b", "--file", file("00ff\n")).exitCode());
        assertArrayEquals(new byte[] {0, -1}, catena("get", "k").outBytes());
    }

    @Test
    public void tooLongAFileAndTwoValuesOrNoneAreRefused() throws IOException {
        Run tooLong = catena("put", "k", "--file", file(new byte[(1 << 20) + 1]));
        assertEquals(2, tooLong.exitCode());
        assertTrue(tooLong.err(), tooLong.err().contains("at most 1048576 bytes, and this one has more"));
        assertEquals(2, catena("put", "k").exitCode());
        assertEquals(2, catena("put", "k", "v", "--file", "x").exitCode());
        assertEquals(2, catena("put", "k", "--file", "/no/such/file").exitCode());
    }
}
