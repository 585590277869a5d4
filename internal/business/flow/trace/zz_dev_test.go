package trace
import ("testing";"os";"encoding/json";"strings";"sort";"fmt";"regexp"
"holon.example/holon/internal/lang/bpmn"
"holon.example/holon/internal/business/flow/engine")
type fn func(map[string]any)(any,error)
func (f fn) Eval(v map[string]any)(any,error){return f(v)}
type lang struct{}
var reC=regexp.MustCompile(`^contains\(test, "(.)"\)$`)
func num(v any) float64{switch x:=v.(type){case float64:return x;case int:return float64(x)};return 0}
func (lang) Compile(s string)(engine.Expression,error){
 if m:=reC.FindStringSubmatch(s);m!=nil{return fn(func(v map[string]any)(any,error){t,ok:=v["test"].(string);if !ok{return nil,nil};return strings.Contains(t,m[1]),nil}),nil}
 switch s{
 case "null":return fn(func(map[string]any)(any,error){return nil,nil}),nil
 case "true":return fn(func(map[string]any)(any,error){return true,nil}),nil
 case "false":return fn(func(map[string]any)(any,error){return false,nil}),nil
 case "3":return fn(func(map[string]any)(any,error){return 3.0,nil}),nil
 case "integerVariable < 3":return fn(func(v map[string]any)(any,error){return num(v["integerVariable"])<3,nil}),nil
 case "{integerVariable: integerVariable + 1}":return fn(func(v map[string]any)(any,error){return map[string]any{"integerVariable":num(v["integerVariable"])+1},nil}),nil
 case `not(contains(test, "a"))`:return fn(func(v map[string]any)(any,error){t,_:=v["test"].(string);return !strings.Contains(t,"a"),nil}),nil
 }
 return nil,fmt.Errorf("unknown %q",s)
}
func TestDev(t *testing.T){
 root:="/work/shared/suites/bpmn-execution/"
 b,_:=os.ReadFile(root+"cases.json")
 var ms []struct{Model,Process string;Cases []struct{StartFirst []string;Name string;Input map[string]any;Status string;Expect struct{Trace []string;Ordered any;Before [][2]string;Error *string;ErrorCode,State string;Variables map[string]any}}}
 if err:=json.Unmarshal(b,&ms);err!=nil{t.Fatal(err)}
 ok,bad:=0,0
 for _,m:=range ms{ src,_:=os.ReadFile(root+m.Model); d,err:=bpmn.Parse(src); if err!=nil{t.Fatal(err)}
 for _,c:=range m.Cases{
  r,err:=Run(d,Options{Process:m.Process,Vars:c.Input,First:c.StartFirst,Language:lang{}})
  e:=c.Expect; good:=true; why:=""
  exp:="";if e.Error!=nil{exp=*e.Error}
  if err!=nil { good= exp=="any"||exp=="deploy"; why=err.Error() } else {
   if exp!=r.Error && exp!="any"{good=false;why="error "+r.Error+" "+r.Reason}
   if exp=="thrown"&&r.ErrorCode!=e.ErrorCode{good=false;why="code "+r.ErrorCode}
   st:=r.State; if st=="terminated"{st="completed"}
   if exp==""&&st!=e.State{good=false;why+=" state "+st+fmt.Sprint(r.Waiting)}
   a,w:=append([]string{},r.Trace...),append([]string{},e.Trace...)
   if e.Ordered!=true{sort.Strings(a);sort.Strings(w)}
   if strings.Join(a,",")!=strings.Join(w,","){good=false;why+=" trace "+fmt.Sprint(r.Trace)+" want "+fmt.Sprint(e.Trace)}
   for _,p:=range e.Before{ for i,x:=range r.Trace{if x==p[1]{for _,y:=range r.Trace[i:]{if y==p[0]{good=false;why+=" before"}}}}}
  }
  if good{ok++}else{bad++;t.Log(m.Model,c.Name,c.Status,why)}
 }}
 t.Log(ok,"ok",bad,"bad")
}
