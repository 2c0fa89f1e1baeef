package network.higherself.redis.operator.http.page;

import java.nio.charset.StandardCharsets;

/** HTML as it is written. Whatever does not come from this room goes through {@link #text} or an attribute's value. */
final class Html {

    private final StringBuilder written = new StringBuilder(8192);

    /** @param attributes names and values in turn; a value of {@code null} leaves its name out */
    Html open(String element, String... attributes) {
        written.append('<').append(element);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                written.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                written.append('"');
            }
        }
        written.append('>');
        return this;
    }

    Html close(String element) {
        written.append("</").append(element).append(">\n");
        return this;
    }

    Html text(String said) {
        escape(said);
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String element, String said, String... attributes) {
        return open(element, attributes).text(said).close(element);
    }

    private void escape(String said) {
        for (int i = 0; i < said.length(); i++) {
            char c = said.charAt(i);
            switch (c) {
                case '<' -> written.append("&lt;");
                case '>' -> written.append("&gt;");
                case '&' -> written.append("&amp;");
                case '"' -> written.append("&quot;");
                case '\'' -> written.append("&#39;");
                default -> written.append(c);
            }
        }
    }

    byte[] bytes() {
        return written.toString().getBytes(StandardCharsets.UTF_8);
    }
}
