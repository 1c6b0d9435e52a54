// A right client on one HTTP stack of Java, or a wrong one: java stack_flow.java STACK [right|fast|gives-up|twice].

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

class StackFlow {
    static final String BASE = System.getenv("FLINKS_BASE_URL") + "/v3/" + System.getenv("FLINKS_CUSTOMER_ID") + "/BankingServices/";
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static String stack, kind, text;

    static int huc(String method, URI url, String body) throws IOException {
        var call = (HttpURLConnection) url.toURL().openConnection();
        call.setRequestMethod(method);
        call.setRequestProperty("Content-Type", "application/json");
        if (body != null) {
            call.setDoOutput(true);
            call.getOutputStream().write(body.getBytes());
        }
        int status = call.getResponseCode();
        try (InputStream reply = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            text = reply == null ? "" : new String(reply.readAllBytes());
        }
        return status;
    }

    static int httpclient(String method, URI url, String body) throws IOException, InterruptedException {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(url).method(method, publisher).header("Content-Type", "application/json");
        var reply = CLIENT.send(request.build(), BodyHandlers.ofString());
        text = reply.body();
        return reply.statusCode();
    }

    // The status of an answer, whose body is in `text`; 0 where it was lost.
    static int call(String method, String name, String body) throws InterruptedException {
        var url = URI.create(BASE + name);
        try {
            return stack.equals("huc") ? huc(method, url, body) : httpclient(method, url, body);
        } catch (IOException lost) {
            System.err.println(stack + ": " + lost);
            return 0;
        }
    }

    static void pause() throws InterruptedException {
        double interval = Double.parseDouble(System.getenv("FLINKS_POLL_INTERVAL_MS"));
        Thread.sleep((long) Math.ceil(interval * (kind.equals("fast") ? 0.3 : 1)));
    }

    static String authorize() throws InterruptedException {
        var login = "{\"LoginId\":\"" + System.getenv("FLINKS_LOGIN_ID") + "\",\"MostRecentCached\":true}";
        for (int attempt = 0; attempt < 4 && call("POST", "Authorize", login) != 200; attempt++) pause();
        var id = Pattern.compile("\"RequestId\":\"([^\"]*)\"").matcher(text);
        return id.find() ? id.group(1) : "";
    }

    public static void main(String[] args) throws InterruptedException {
        stack = args[0];
        kind = args.length > 1 ? args[1] : "right";
        var session = authorize();
        if (kind.equals("twice")) session = authorize();
        boolean pending = false;
        for (int attempt = 0; attempt < (kind.equals("gives-up") ? 2 : 180); attempt++) {
            if (attempt > 0) pause();
            int status = pending
                    ? call("GET", "GetAccountsDetailAsync/" + session, null)
                    : call("POST", "GetAccountsDetail", "{\"RequestId\":\"" + session + "\"}");
            if (status == 200) return;
            pending |= status == 202;
        }
    }
}
