package network.higherself.redis.operator.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.http.HttpServer;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Network;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.ServerIdentity;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.access.SampleAccess;
import network.higherself.redis.operator.http.api.AccessLog;
import network.higherself.redis.operator.http.api.FleetView;
import network.higherself.redis.operator.http.api.Leader;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** The page as people see it: in Debian's Chromium, over TLS. */
class PageInChromiumTest {

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final int PHONE = 360;

    private static ChromeDriver browser;

    private final Clock clock = Clock.systemUTC();
    private final SampleFleet fleet = new SampleFleet(clock.instant());
    private final Access access = SampleAccess.of(List.of("admin"), (user, right) -> true, clock);
    private final Network network = new Network(1);
    private HttpServer server;
    private HttpServer elsewhere;

    @BeforeAll
    static void openBrowser() {
        for (Path program : List.of(BROWSER, DRIVER)) {
            assertThat(Files.isExecutable(program))
                    .as("%s is there; Debian's packages chromium and chromium-driver have it", program)
                    .isTrue();
        }
        ChromeOptions options = new ChromeOptions()
                .setBinary(BROWSER.toFile())
                .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setAcceptInsecureCerts(true);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        browser.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
    }

    @AfterAll
    static void closeBrowser() {
        browser.quit();
    }

    @BeforeEach
    void serve() {
        Leader leader = new Leader() {
            @Override
            public boolean here() {
                return true;
            }

            @Override
            public String name() {
                return "operator-0";
            }

            @Override
            public Optional<InetSocketAddress> address() {
                return Optional.empty();
            }
        };
        Page page = new Page(
                access,
                leader,
                new LeaderConnection(network, "operator", "operator-1", Duration.ofSeconds(1)),
                new FleetView(fleet),
                clock);
        CertificateIssuer issuer = new CertificateIssuer(clock);
        ServerCertificate certificate =
                issuer.issue(issuer.authority("system", "operator"), "operator", List.of("localhost"));
        ServerIdentity identity = new ServerIdentity(certificate.chain(), certificate.key());
        server = HttpServer.encrypted(network, 0, request -> page.handle(request, new AccessLog.Line(request)));
        server.show(identity);
        elsewhere = HttpServer.encrypted(
                network,
                0,
                request -> CompletableFuture.completedFuture(Response.of(
                        200,
                        "text/html",
                        ("<form method=post action='https://localhost:" + server.port()
                                        + "/ui/sign-out'><button>win a prize</button></form>")
                                .getBytes(StandardCharsets.UTF_8))));
        elsewhere.show(identity);
        browser.manage().window().setSize(new Dimension(1280, 900));
    }

    @AfterEach
    void close() {
        browser.manage().deleteAllCookies();
        server.close();
        elsewhere.close();
        access.close();
        network.close();
    }

    @Test
    void somebodySignsInSeesWhatIsWrongAndSignsOut() {
        browser.get(url("/"));
        assertThat(browser.getTitle()).startsWith("Sign in");
        type("stranger");
        soon().untilAsserted(() -> assertThat(text("[role=alert]")).contains("does not know this token"));
        type("admin");

        soon().untilAsserted(() -> assertThat(text("h1")).isEqualTo("1 of 3 need a look"));
        assertThat(text("article")).contains("shop/sessions").contains(SampleFleet.MEND);
        assertThat(browser.findElements(By.cssSelector("table.fleet tbody tr"))).hasSize(2);
        Cookie session = browser.manage().getCookieNamed(Sessions.COOKIE);
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.isSecure()).isTrue();
        assertThat(browser.executeScript("return document.cookie")).isEqualTo("");

        // The sign-in page and the token that was no good came with a 401.
        browser.manage().logs().get(LogType.BROWSER);
        browser.findElement(By.linkText("shop/sessions")).click();
        soon().untilAsserted(() -> assertThat(text("h1")).contains("Unhealthy").contains("shop/sessions"));
        assertThat(browser.getTitle()).startsWith("Unhealthy: shop/sessions");
        List<WebElement> charts = browser.findElements(By.cssSelector(".chart svg"));
        assertThat(charts).hasSize(3);
        for (WebElement chart : charts) {
            WebElement line = chart.findElement(By.cssSelector(".line"));
            assertThat(line.getSize().getWidth()).as("drawn from end to end").isGreaterThan(150);
            assertThat(chart.getDomAttribute("aria-label")).contains("over the last 119 min");
        }
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .as("what the browser complained of")
                .isEmpty();

        browser.findElement(By.xpath("//button[text()='Sign out']")).click();
        soon().untilAsserted(() -> assertThat(browser.getTitle()).startsWith("Sign in"));
        browser.get(url("/ui/shop/sessions"));
        assertThat(browser.getTitle()).startsWith("Sign in");
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        signIn("/ui");
        phone();
        for (String path : List.of("/ui", "/ui/shop/sessions", "/ui/none/none")) {
            browser.get(url(path));
            assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
                    .as(path)
                    .isEqualTo((long) PHONE);
        }
    }

    @Test
    void thePageBringsItselfUpToDateWhereItsReaderIs() {
        signIn("/ui");
        browser.executeScript("window.stays = true");
        fleet.recovers();
        comeBack();
        soon().untilAsserted(() -> assertThat(text("h1")).isEqualTo("All is well"));
        assertThat(browser.executeScript("return window.stays")).isEqualTo(true);

        fleet.hasOnlyBegunToLead();
        comeBack();
        soon().untilAsserted(() ->
                assertThat(browser.findElements(By.cssSelector("main.late"))).hasSize(1));
        assertThat(text("h1")).as("what was known stays").isEqualTo("All is well");
    }

    /** To the tab, which brings it up to date before its quarter of a minute is over. */
    private static void comeBack() {
        browser.executeScript("document.dispatchEvent(new Event('visibilitychange'))");
    }

    @Test
    void noOtherSiteSignsAnybodyOut() {
        signIn("/ui");
        browser.get("https://localhost:" + elsewhere.port() + "/");
        browser.findElement(By.tagName("button")).click();
        soon().untilAsserted(() -> assertThat(text("[role=alert]")).contains("not sent by the page itself"));
        browser.get(url("/ui"));
        assertThat(text("h1")).isEqualTo("1 of 3 need a look");
    }

    private void signIn(String path) {
        browser.get(url(path));
        type("admin");
        soon().untilAsserted(() -> assertThat(text("h1")).isEqualTo("1 of 3 need a look"));
    }

    private static void type(String token) {
        browser.findElement(By.id("token")).sendKeys(token);
        browser.findElement(By.cssSelector("form.sign-in button")).click();
    }

    private static void phone() {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", PHONE, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    }

    private static String text(String selector) {
        return browser.findElement(By.cssSelector(selector)).getText();
    }

    private String url(String path) {
        return "https://localhost:" + server.port() + path;
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions();
    }
}
