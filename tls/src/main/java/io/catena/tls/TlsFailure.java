package io.catena.tls;

import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in words for users why two ends did not come together by TLS, and what to do. */
public final class TlsFailure {
    private static final String ALERT = "Received fatal alert: ";
    private static final int MAX_CAUSES = 10;

    /** What the other end has said. */
    private static final Map<String, String> ALERTS = Map.of(
            "unknown_ca",
                    "the other end does not know the authority of this certificate; let it trust the authority, or"
                            + " show a certificate of one that it trusts",
            "certificate_expired", "the other end says that this certificate has expired; renew it",
            "certificate_required", "the other end wants a certificate; name one and its key",
            "bad_certificate",
                    "the other end does not accept this certificate; show one of an authority that it trusts",
            "certificate_unknown",
                    "the other end does not accept this certificate; check its authority, its dates and the"
                            + " name of the host",
            "handshake_failure", "the other end finds no common way of TLS; it may want a certificate",
            "protocol_version", "the other end speaks no version of TLS that is allowed here: 1.3 and 1.2 are");

    private TlsFailure() {}

    /** Empty if the failure is not one of TLS. */
    public static Optional<String> words(Throwable failure) {
        boolean isOfTls = false;
        String said = null;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            isOfTls |= cause instanceof SSLException || cause instanceof CertificateException;
            String words = isOfTls ? wordsOf(cause) : null;
            said = words == null ? said : words;
            cause = cause.getCause();
        }
        if (!isOfTls) {
            return Optional.empty();
        }
        return Optional.of(said == null ? "TLS failed: " + failure.getMessage() : said);
    }

    /** Null if it says less than what it is the cause of. */
    private static String wordsOf(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        if (cause instanceof CertificateExpiredException) {
            return "the certificate of the other end, or of its authority, has expired; renew it there";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the certificate of the other end is not valid yet; compare the clocks of both machines";
        }
        if (cause instanceof CertPathBuilderException) {
            return "no authority that is trusted here has issued the certificate of the other end; add its authority to those"
                    + " that are trusted, if this is the right server";
        }
        if (cause instanceof CertPathValidatorException) {
            return "the certificate of the other end is not accepted (" + message + "); check it and its authority";
        }
        if (cause instanceof ValidAuthorities.NoneException) {
            return message + "; name a file with an authority that is valid";
        }
        if (cause instanceof CertificateException
                && (message.startsWith("No name matching") || message.startsWith("No subject"))) {
            return "the certificate of the other end is not for this host (" + message
                    + "); use a name that it holds, or add this one to it";
        }
        if (cause instanceof EOFException) {
            return "the other end closed the connection in the handshake; it may speak plain text, or not accept this"
                    + " certificate";
        }
        if (cause instanceof SSLException && message.startsWith(ALERT)) {
            String alert = message.substring(ALERT.length());
            return ALERTS.getOrDefault(alert, "the other end ended the handshake (" + alert + ")");
        }
        if (cause instanceof SSLException && (message.contains("SSL message") || message.contains("plaintext"))) {
            return "the other end does not speak TLS; use plain text with it, or name its port for TLS";
        }
        return null;
    }
}
