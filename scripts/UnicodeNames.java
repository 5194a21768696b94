import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the names of all Unicode characters that this JDK knows, one pair a line: {@code U+0041<TAB>LATIN CAPITAL
 * LETTER A}. Prints how many there are. Run as {@code java scripts/UnicodeNames.java OUT}.
 */
public final class UnicodeNames {
    /** Fewer would mean that the JDK lacks its name table. */
    private static final int FEWEST = 100_000;

    private UnicodeNames() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: java scripts/UnicodeNames.java OUT");
            System.exit(2);
        }
        int count = writeNames(Path.of(arguments[0]));
        System.out.println(count);
        if (count < FEWEST) {
            System.err.println("UnicodeNames: only " + count + " names in this JDK, expected " + FEWEST + " or more");
            System.exit(1);
        }
    }

    private static int writeNames(Path out) throws IOException {
        int count = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.US_ASCII)) {
            for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
                if (hasNameOfItsOwn(character)) {
                    writer.write(String.format(java.util.Locale.ROOT, "U+%04X\t%s\n", character, Character.getName(character)));
                    count++;
                }
            }
        }
        return count;
    }

    /** Private-use characters and surrogates are named after their block only. */
    private static boolean hasNameOfItsOwn(int character) {
        int type = Character.getType(character);
        return type != Character.UNASSIGNED && type != Character.PRIVATE_USE && type != Character.SURROGATE;
    }
}
