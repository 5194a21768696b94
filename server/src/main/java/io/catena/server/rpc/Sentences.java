package io.catena.server.rpc;

/** What may be told about an error, to the other side and to the log. */
final class Sentences {
    private static final int MAX_LENGTH = 300;

    private Sentences() {}

    /** The error's message without the data that Thrift appends to it: keys and values are nobody else's business. */
    static String of(Throwable error) {
        String message = error.getMessage();
        if (message == null) {
            return error.getClass().getSimpleName();
        }
        int data = message.indexOf(" Struct:");
        String sentence = data < 0 ? message : message.substring(0, data);
        return sentence.length() <= MAX_LENGTH ? sentence : sentence.substring(0, MAX_LENGTH) + "...";
    }
}
